import { describe, expect, test } from 'vitest';
import { userFrame } from '../../../src/loaders/cdk/frames.ts';

describe('the line of a stack trace that is the user’s own', () => {
  test.each([
    ['new Shop (/app/lib/shop.ts:12:5)', { file: '/app/lib/shop.ts', line: 12, column: 5 }],
    ['    at new Shop (/app/lib/shop.ts:12:5)', { file: '/app/lib/shop.ts', line: 12, column: 5 }],
    ['at /app/bin/app.ts:3:1', { file: '/app/bin/app.ts', line: 3, column: 1 }],
    ['/app/bin/app.ts:3:1', { file: '/app/bin/app.ts', line: 3, column: 1 }],
    ['at async /app/bin/app.ts:3:1', { file: '/app/bin/app.ts', line: 3, column: 1 }],
    ['new Shop (file:///app/my%20lib/shop.ts:12:5)', { file: '/app/my lib/shop.ts', line: 12, column: 5 }],
    ['new Shop (file:///app/100%/shop.ts:12:5)', { file: '/app/100%/shop.ts', line: 12, column: 5 }],
    ['file:///app/app.ts:9 (:)', { file: '/app/app.ts', line: 9 }],
    ['new Shop (C:\\app\\lib\\shop.ts:12:5)', { file: 'C:/app/lib/shop.ts', line: 12, column: 5 }],
    ['new Shop (file:///C:/app/lib/shop.ts:12:5)', { file: 'C:/app/lib/shop.ts', line: 12, column: 5 }],
    ['Object.<anonymous> (/app (old)/shop.ts:1:2)', { file: '/app (old)/shop.ts', line: 1, column: 2 }],
    ['__init__ (/app/shop/storage_stack.py:14)', { file: '/app/shop/storage_stack.py', line: 14 }],
    ['__init__ (/app/shop/storage_stack.py:14:+3)', { file: '/app/shop/storage_stack.py', line: 14, column: 3 }],
  ])('%s', (text, frame) => {
    expect(userFrame([text])).toEqual(frame);
  });

  test.each([
    'new Bucket (/app/node_modules/aws-cdk-lib/aws-s3/lib/bucket.js:1:2000)',
    'new Bucket (C:\\app\\node_modules\\aws-cdk-lib\\aws-s3\\lib\\bucket.js:1:2000)',
    'Module._compile (node:internal/modules/cjs/loader:1554:14)',
    'Module._compile (internal/modules/cjs/loader.js:1085:14)',
    'new Promise (<anonymous>)',
    'eval (eval at run (/app/x.js:1:1), <anonymous>:1:1)',
    '...new Bucket in aws-cdk-lib...',
    '...node internals...',
    '(no user code in 10 frames, use --stack-trace-limit to capture more)',
    'new Shop (/tmp/jsii-runtime.1712/bin/jsii-runtime.js:1:2)',
    'Kernel._create (/tmp/tmpab1/lib/program.js:9:1)',
    '__init__ (/app/.venv/lib/python3.12/site-packages/aws_cdk/__init__.py:14)',
    'new Shop (/app/shop.ts:0:1)',
    'new Shop (/app/shop.ts)',
    ':1:1',
    '',
    `new Shop (/${'a'.repeat(5_000)}.ts:1:1)`,
  ])('none in %s', (text) => {
    expect(userFrame([text])).toBeUndefined();
  });

  test('the innermost of several', () => {
    const trace = [
      '...new Bucket2 in aws-cdk-lib...',
      'new Bucket (/app/node_modules/constructs/lib/construct.js:1:1)',
      'new Inner (/app/lib/inner.ts:4:5)',
      'new Outer (/app/lib/outer.ts:9:5)',
    ];
    expect(userFrame(trace)).toEqual({ file: '/app/lib/inner.ts', line: 4, column: 5 });
    expect(userFrame(trace.join('\n'))).toEqual({ file: '/app/lib/inner.ts', line: 4, column: 5 });
  });

  test('frames that are objects', () => {
    const library = { fileName: '/app/node_modules/x/y.js', lineNumber: 1, columnNumber: 1 };
    expect(userFrame([library, { fileName: '/app/a.ts', lineNumber: 7, columnNumber: 3 }])).toEqual({
      file: '/app/a.ts',
      line: 7,
      column: 3,
    });
    expect(userFrame([{ file: '/app/a.ts', line: 7 }])).toEqual({ file: '/app/a.ts', line: 7 });
  });

  test.each([[undefined], [null], [7], [{}], [[null, 7, [], {}, { fileName: 1, lineNumber: 1 }, { fileName: '/a.ts', lineNumber: 1.5 }]]])(
    'none in what is no trace: %j',
    (trace) => {
      expect(userFrame(trace)).toBeUndefined();
    },
  );
});
