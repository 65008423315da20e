import type { LanguageName } from './syntax.js';

/** The words by which a language's test frameworks are recognised. All are matched on code without comments and strings. */
export interface Vocabulary {
  /** The beginning of an assertion. */
  readonly assertion: RegExp;
  /** In attributes, modifiers or options of a test or group: it is not run. */
  readonly skipMark: RegExp;
  /** The same, but only under a condition that is judged by its words. */
  readonly conditionalMark: RegExp;
  /** A statement that ends the test without a verdict. */
  readonly skipCall: RegExp;
  /** In attributes, modifiers or options: only this is run. */
  readonly focusMark: RegExp;
  /** A function with this head can hold assertions for others. */
  readonly helper: RegExp;
}

const NEVER = /(?!)/;
/** Helpers that people write: `expectPoint(…)`, `check_total(…)`. */
const CUSTOM = String.raw`\b(?:expect|assert|check|verify)(?:_\w+|[A-Z]\w*)?\s*\(`;

export const VOCABULARIES: Readonly<Record<LanguageName, Vocabulary>> = {
  js: {
    assertion: new RegExp(
      String.raw`\bexpect\s*(?:\.soft|\.poll)?\(|\bassert(?:\.\w+)*\s*\(|\.should\b|\bt\.(?:is|not|ok|true|false|truthy|falsy|equal|deepEqual|like|throws\w*|strictEqual|fail|pass|snapshot|regex|notThrows\w*)\(|\bexpectTypeOf\(|${CUSTOM}`,
      'g',
    ),
    skipMark:
      /\.\s*(?:skip|todo|fixme|failing|fails)\b(?!If)|^x(?:it|test|describe|context|specify)\b|\b(?:skip|todo)\s*:\s*(?!false|null|undefined|process|is[A-Z]|!)/,
    conditionalMark: /\.\s*(?:skipIf|runIf)\s*\(/,
    skipCall: /\b(?:this|t|ctx|context|test|it)\s*\.\s*(?:skip|fixme|fail)\s*\(|\bpending\s*\(/,
    focusMark: /\.\s*only\b|^f(?:it|describe|context|specify)\b|\bonly\s*:\s*true/,
    helper:
      /\bfunction\s*\*?\s*(\w+)\s*\(|\b(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?(?:\([^()]*\)|\w+)\s*(?::[^=\n]{1,200})?=>|\b(?:const|let)\s+(\w+)\s*=\s*(?:async\s+)?function/g,
  },
  python: {
    assertion: new RegExp(
      String.raw`(?:^|[\n:;])\s*assert\b|\bself\.(?:assert|fail)\w*\s*\(|\bpytest\.(?:raises|warns|fail)\s*\(|\.assert_\w+\s*\(|\braises\s*\(|${CUSTOM}`,
      'g',
    ),
    skipMark: /\b(?:mark|pytest)\.(?:skip|xfail)\b(?!if)|\bskip\b(?!if|_|\w)|\bexpectedFailure\b|\bxfail\b/,
    conditionalMark: /\bskip(?:if|If|Unless)\s*\(|\bxfail\s*\(\s*(?!reason|strict|raises|\))/,
    skipCall: /\bpytest\.(?:skip|xfail)\s*\(|\bself\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b/,
    focusMark: NEVER,
    helper: /\bdef\s+(\w+)\s*\(/g,
  },
  go: {
    assertion: new RegExp(
      String.raw`\b[a-z]\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|\b(?:assert|require|is|qt|gt|must|check)\.\w+\s*\(|\.(?:Require|Assert)\(\)\.\w+\s*\(|\bExpect\s*\(|\b[sc]\.(?:Equal|NoError|True|False|Nil|Len|Contains|Assert|Check)\s*\(|${CUSTOM}`,
      'g',
    ),
    skipMark: NEVER,
    conditionalMark: NEVER,
    skipCall: /\b\w+\.(?:Skip|Skipf|SkipNow)\s*\(/,
    focusMark: /\bF(?:It|Describe|Context)\b/,
    helper: /\bfunc\s+(?:\([^)]*\)\s*)?(\w+)\s*\(/g,
  },
  rust: {
    assertion: new RegExp(
      String.raw`\b(?:debug_|prop_)?assert\w*!\s*[([{]|\bpanic!\s*\(|\bunreachable!\s*\(|\binsta::\w+!|\bcheck!\s*\(|${CUSTOM}`,
      'g',
    ),
    skipMark:
      /#!?\[\s*ignore\b|#!?\[\s*cfg_attr\(\s*(?:all\(\s*\)|test|not\(\s*any\(\s*\)\s*\))\s*,\s*ignore|#!?\[\s*cfg\(\s*(?:any\(\s*\)|not\(\s*(?:test|all\(\s*\))\s*\)|FALSE|never|false|disabled\w*)\s*\)/,
    conditionalMark: /#!?\[\s*cfg_attr\([^\]]*\bignore\b|#!?\[\s*cfg\([^\]]*\bfeature\b/,
    skipCall: NEVER,
    focusMark: NEVER,
    helper: /\bfn\s+(\w+)\s*(?:<[^>]*>)?\s*\(/g,
  },
  java: {
    assertion: new RegExp(
      String.raw`\bassert(?!ions\b)\w*\s*[.(]|\bassert\s+\w|\bAssert(?:ions)?\.\w+\s*\(|\bverify\w*\s*\(|\bfail\s*\(|\bexpect\w*\s*\(|\bshould\w*\s*\(|\.andExpect\s*\(|${CUSTOM}`,
      'g',
    ),
    skipMark: /@(?:Disabled|Ignore)\b(?!On|If|For|In)|\benabled\s*=\s*false/,
    conditionalMark: /@(?:DisabledIf|EnabledIf)\w*\s*\(/,
    skipCall:
      /\b(?:Assume\.|Assumptions\.)?assum(?:e|ing)\w*\s*\(|\bthrow\s+new\s+(?:SkipException|TestAbortedException|AssumptionViolatedException)\b/,
    focusMark: NEVER,
    helper: /\b(?:void|boolean|int|[A-Z]\w*(?:<[^>()]*>)?|fun)\s+(\w+)\s*\(/g,
  },
  ruby: {
    assertion:
      /\bexpect\b\s*[({]|\b(?:assert|refute)\w*\b|\.should(?:_not)?\b|\bis_expected\b|\bmust_\w+\b|\bwont_\w+\b|\bflunk\b|\bit_behaves_like\b|\binclude_examples\b|\bcheck_\w+\b/g,
    skipMark:
      /^x(?:it|specify|example|describe|context|scenario)\b|^p(?:it|specify)?\b(?!\()|:skip\b|:pending\b|\b(?:skip|pending)\s*:\s*(?!false|nil)|:(?:skip|pending)\s*=>/,
    conditionalMark: /\b(?:skip|pending|if|unless)\s*:\s*(?!true)/,
    skipCall: /(?:^|\n)[ \t]*(?:skip|pending)\b(?!\s*[:=.])/,
    focusMark: /^f(?:it|specify|example|describe|context|scenario)\b|:focus\b|\bfocus\s*:\s*true|:focus\s*=>\s*true/,
    helper: /\bdef\s+(?:self\.)?(\w+[?!]?)/g,
  },
  csharp: {
    assertion: new RegExp(
      String.raw`\bAssert\.\w+|\b\w*Assert\.\w+\s*\(|\.Should\w*\(|\.Verify\w*\s*\(|\.(?:Received|DidNotReceive)\w*\s*\(|\bExpect\w*\s*\(|${CUSTOM}`,
      'g',
    ),
    skipMark: /\bSkip\s*=|\[[^\]]*\b(?:Ignore|Explicit)\b(?!\w)|\bIgnore\s*=/,
    conditionalMark: NEVER,
    skipCall:
      /\bAssert\.(?:Inconclusive|Ignore|Skip\w*)\s*\(|\bSkip\.(?:If|IfNot|Always)?\s*\(|\bthrow\s+new\s+SkipException\b/,
    focusMark: NEVER,
    helper: /\b(?:void|bool|int|string|Task(?:<[^>()]*>)?|[A-Z]\w*(?:<[^>()]*>)?)\s+(\w+)\s*\(/g,
  },
};
