/** Group names that somebody may have chosen with care. */
export const hostileGroups = [
  '<img src=x onerror="document.title=1">',
  '"><script>document.title=1</script>',
  "javascript:alert('1')",
  "=cmd|' /C calc'!A0",
  '+1+1',
  '@SUM(1)',
  'Admin\u202Esrotart',
  '\u2067abc\u2066',
  'zero\u200Bwidth',
  'tab\there\nand a line',
  '  spaces  ',
  'مديرون',
  '👩\u200D💻 developers',
  'x'.repeat(1024),
  '${1}{{1}}%7B',
  '__proto__',
];
