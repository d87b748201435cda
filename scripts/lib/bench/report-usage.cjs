// Preloaded into a measured process: leaves its peak memory, in kB, in the file that STACKGATE_USAGE_FILE names. Linux says the peak of the
// program itself; getrusage, elsewhere, may include that of the process it was started from.
'use strict';
const fs = require('node:fs');

process.on('exit', () => {
  let peak = process.resourceUsage().maxRSS;
  try {
    peak = Number(/^VmHWM:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    // Not Linux.
  }
  fs.writeFileSync(process.env.STACKGATE_USAGE_FILE, String(peak));
});
