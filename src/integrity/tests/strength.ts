/** How much an assertion says: 0 can never fail, 1 something is there, 2 a yes or no, 2.5 a part, 3 the exact value. */
export type Strength = number;

const VALUE = String.raw`(?:true|True|false|False|null|None|nil|-?\d+(?:\.\d+)?|"[^"]*"|'[^']*')`;

const EMPTY: readonly RegExp[] = [
  /\|\|\s*true\b|\bor\s+(?:True|true)\b|\|\s*True\b/,
  /^\s*assert\s*\(?\s*(?:True|true|1|not False)\s*\)?\s*(?:,|$)/,
  /\bassert\w*!?(?:\.\w+)*[\s(]+(?:t,\s*)?(?:true|True|1|!false|not False)\s*(?:,\s*["'][^"']*["']\s*)?\)?\s*$/i,
  /\bAssert\.(?:IsTrue|True|Pass|That)\s*\(\s*(?:true\s*(?:,.*)?)?\)\s*$/,
  /\bexpect\(\s*true\s*\)\.(?:toBeTruthy\(\)|toBeTrue\(\)|to(?:\.be)?\.(?:true|ok)|toBeDefined\(\)|to\s+be_truthy)/,
  /\bt\.pass\(/,
  new RegExp(String.raw`\bassert\s+(${VALUE})\s*==\s*\1\s*$`),
  new RegExp(
    String.raw`\b(?:expect|assertThat)\(\s*(${VALUE}|\w+)\s*\)(?:\.to|\.should)?[\s.]*(?:be|eq|eql|toBe|toEqual|toStrictEqual|equal|isEqualTo)\(\s*\1\s*\)`,
  ),
  new RegExp(
    String.raw`\b(?:[aA]ssert\w*|require|XCTAssert\w*)!?(?:\.\w+)*[\s(]+(?:t,\s*)?(${VALUE}|[\w.]+)\s*,\s*\1\s*\)?\s*;?$`,
  ),
];

const PRESENT: readonly RegExp[] = [
  /\.(?:toBeTruthy|toBeDefined|toBeInstanceOf|toBeTypeOf|toBeInTheDocument\(\)\.not)\b|\.not\.(?:toBeNull|toBeUndefined|toThrow\w*|toBeFalsy)\b|expect\.(?:anything|any)\(|\.to\.(?:exist|be\.ok|be\.an?\b|not\.be\.(?:null|undefined))|\bassert\.(?:exists|isDefined|isNotNull|isOk|doesNotThrow|typeOf|instanceOf|notThrows)\b/,
  /\bis\s+not\s+None\b|\bisinstance\(|\bassertIsNotNone\(|\bassertIsInstance\(|\bhasattr\(|\bcallable\(|\blen\([^)]*\)\s*>=?\s*[01]\b|>=\s*0\b/,
  /\.(?:NotNil|NotEmpty|NotZero|NotPanics|IsType|NotNull|IsNotNull|IsNotEmpty|IsInstanceOfType|IsInstanceOf|IsAssignableFrom|DoesNotThrow\w*|NotBeNull\w*|NotBeEmpty|BeOfType\w*|BeAssignableTo\w*|NotThrow\w*)\b|Is\.Not\.(?:Null|Empty)|Is\.InstanceOf|Throws\.Nothing/,
  /\b(?:assertNotNull|assertDoesNotThrow|assertInstanceOf)\b|\.(?:isNotNull|isNotEmpty|isInstanceOf|isPresent|isNotBlank|doesNotThrowAnyException)\(|\bnotNullValue\(|\binstanceOf\(/,
  /\bbe_(?:truthy|present|an?\b|an?_\w+|kind_of|instance_of)|(?:not_to|to_not|should_not)\s+(?:be_nil|be_empty|raise_error|eq\(?\s*nil)|\b(?:assert_not_nil|refute_nil|assert_kind_of|assert_instance_of|assert_respond_to|assert_nothing_raised|assert_not_empty|refute_empty|assert_predicate)\b|respond_to\(/,
  /\.is_(?:ok|some)\(\)|!\s*\w[\w.()]*\.is_empty\(\)/,
];

const BROAD_ERROR =
  /\b(?:raises|assertRaises|expect_raises)\(\s*(?:Base)?Exception\s*[,)]|\.toThrow\w*\(\s*\)|\bassertThrows\(\s*(?:Throwable|Exception|RuntimeException)\.class|\bThrows(?:Any)?(?:Async)?<(?:System\.)?Exception>|\bThrowsAny|\braise_error\s*(?:\(\s*\)|\(?\s*(?:StandardError|Exception)\)?)?\s*$|\bassert_raises\s*(?:\(?\s*(?:StandardError|Exception)\)?)?\s*(?:do|\{|$)|\.(?:rejects|throws)\(\s*[^,]*\)\s*$|#\[should_panic\]|Throw<Exception>/;

const ERROR =
  /\b(?:raises|assertRaises\w*|toThrow\w*|assertThrows\w*|Throws\w*|raise_error|assert_raises|should_panic|rejects|throws|Throw\w*|ExpectedException|thrownBy)\b/;

const PART =
  /\.(?:toContain\w*|toMatch\w*|toHaveProperty|Contains|Contain|Match\w*|StartsWith|EndsWith|contains\w*|matches|includes?)\b|\bin\b|\b(?:assertIn|assertRegex|assert_match|assert_includes|include|match)\b|\bmatches!|ErrorContains/;

const RANGE =
  /\b(?:InRange|isBetween|isCloseTo|toBeGreaterThan\w*|toBeLessThan\w*|assertGreater\w*|assertLess\w*|Greater\w*|Less\w*|be_between|BeGreaterThan\w*|BeLessThan\w*)\b|assert\s+[^=!<>]+[<>]=?/;

const BOOLEAN =
  /\b(?:assertTrue|assertFalse|assert_true)\(|\bassert\.(?:ok|True|False)\(|\brequire\.(?:True|False)\(|\bassert!?\s*\(|\bAssert\.(?:True|False|IsTrue|IsFalse)\(|^\s*assert\s|\.(?:toBeFalsy|toBeTrue|toBeFalse|isTrue|isFalse|BeTrue|BeFalse)\(|\bbe_falsey\b|\b(?:NoError|Error)\(|(?:toBe|toEqual|eq|be|equal|Equal|assertEquals?)\(\s*(?:true|false|True|False)\b|,\s*(?:true|false|True|False)\s*\)\s*$/;

const COMPARES = /==|!=|\bis None\b|\.equals\(|\bis\s+\w|\.eql\?|===/;

/** Judges one assertion by its words; `text` is its statement in one line. */
export function strengthOf(text: string): Strength {
  const statement = text.replace(/;\s*$/, '').trim();
  if (EMPTY.some((pattern) => pattern.test(statement))) {
    return 0;
  }
  if (PRESENT.some((pattern) => pattern.test(statement))) {
    return 1;
  }
  if (BROAD_ERROR.test(statement) || RANGE.test(statement)) {
    return 2;
  }
  if (ERROR.test(statement)) {
    return 3;
  }
  if (BOOLEAN.test(statement) && !COMPARES.test(statement)) {
    return PART.test(statement) ? 2.5 : 2;
  }
  return PART.test(statement) && !COMPARES.test(statement) ? 2.5 : 3;
}
