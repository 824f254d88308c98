import { expect, it } from 'vitest';
import { listForm } from '../../../server/ballots/paper/documents.ts';

it('has one place for the nominations of a class, also where the official order goes back and forth between classes', () => {
  const form = listForm({
    title: '2027年度领导评价',
    style: 'A1',
    code: 'DE4W',
    units: (['economic', 'supervision', 'economic', 'supervision'] as const).map((category, index) => ({
      number: index + 1,
      name: `第${index + 1}局`,
      category,
      texts: undefined,
    })),
    group: { best: 2, worst: 0, perCategory: true },
    noOpinion: true,
    closesAt: '12月20日18:00',
    phone: '12345',
  });
  const table = form.blocks.filter((block) => block.kind === 'table').at(-1)!;
  expect(JSON.stringify(table.rows).match(/"text":"[^"]*类","rows":2/g)).toHaveLength(2);
});
