/** For the `pitboss` program on a laptop: its whole process group is killed, as by a power cut. */
'use strict';

const { hook } = require('./hooks.cjs');

const settings = JSON.parse(process.env.PITBOSS_FAULTS);
delete process.env.PITBOSS_FAULTS;
delete process.env.NODE_OPTIONS;

hook(process.argv[2], settings, () => process.kill(-process.pid, 'SIGKILL'));
