/** The words on the command line of draw and verify, what titles say of a list, and the public list of ids. */
import { fc } from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { CommandRefusal, parseArguments } from '../../../server/cli/draw-arguments.ts';
import { kindOfTitle } from '../../../server/cli/filed-lists.ts';
import { formatFrameIds, parseFrameIds } from '../../../server/draws/frame-ids.ts';

const names = { values: ['seed', 'out'], flags: ['json'] };
const parse = (line: string, leading: readonly string[] = []) => parseArguments(line.split(' '), { ...names, leading });

describe('lists on the command line', () => {
  it('are one group of files without --list', () => {
    expect(parse('--frame a.xlsx b.xls --seed s --json').groups).toEqual([{ files: ['a.xlsx', 'b.xls'] }]);
    expect(parse('a.xlsx --frame=b.xls').groups).toEqual([{ files: ['a.xlsx', 'b.xls'] }]);
  });

  it('belong to the --list on their left; what stands left of all is for the first, options left of all for all', () => {
    const { groups } = parse(
      '--department 民政厅 a.xlsx --list system-cadres --attachment 2 b.xlsx --list hot-topics --department 农业厅 --frame c.xlsx d.csv',
    );
    expect(groups).toEqual([
      { list: 'system-cadres', attachment: 2, department: '民政厅', files: ['a.xlsx', 'b.xlsx'] },
      { list: 'hot-topics', department: '农业厅', files: ['c.xlsx', 'd.csv'] },
    ]);
  });

  it('come after the words that are no files', () => {
    const { groups, values } = parse('m.json a.xlsx --seed=x', ['manifest']);
    expect(values.get('manifest')).toBe('m.json');
    expect(groups[0]!.files).toEqual(['a.xlsx']);
    expect(parse('--frame a.xlsx', ['manifest']).values.has('manifest')).toBe(false);
  });

  it('may have names and passwords that look like options', () => {
    expect(parseArguments(['--password', '--geheim', '--', '--list.xlsx'], names).groups).toEqual([
      { password: '--geheim', files: ['--list.xlsx'] },
    ]);
  });

  it.each([
    ['--seed a --seed b', /--seed 写了不止一次/],
    ['--department a --department b x', /--department 写了不止一次/],
    ['--seed --json', /--seed 后面缺少内容/],
    ['--seed=', /--seed 后面缺少内容/],
    ['-x', /没有 --.*这个选项/],
    ['--list people a', /--list 应为/],
    ['--attachment 8', /2到7/],
    ['--minimum -1', /--minimum/],
    ['--coverage guangxi', /--coverage/],
    ['--list service-users --attachment 3 a', /不相配/],
  ])('are refused: %s', (line, words) => {
    expect(() => parse(line)).toThrow(words);
    expect(() => parse(line)).toThrow(CommandRefusal);
  });
});

it.each([
  ['2015年度自治区人民政府直属行政机构系统市、县两级干部评价抽样框', '', 'system-cadres', 2],
  ['2015年度自治区党委群团类单位系统市、县两级干部评价抽样框', '', 'system-cadres', 4],
  ['2015年度自治区参照公务员法管理的事业单位系统市、县两级干部评价抽样框', '', 'system-cadres', 6],
  ['2015年度自治区民政厅热点、难点工作评价抽样框(政府部门)', '', 'hot-topics', 3],
  ['2015年度自治区妇女联合会热点、难点工作评价抽样框(党群单位)', '附件3.xlsx', 'hot-topics', 5],
  ['2015年度供销社热点、难点工作评价抽样框(参公单位)', '', 'hot-topics', 7],
  ['热 点、难 点 工作评价抽样框', '附件 5 妇联.xls', 'hot-topics', 5],
  ['热点、难点工作评价抽样框', '附件2.xls', 'hot-topics', null],
  ['行政审批服务对象名单', '附件3.xls', 'service-users', null],
  ['', '附件7.xlsx', 'hot-topics', 7],
  ['附件２', 'x.xlsx', 'system-cadres', 2],
  ['名单', 'x.xlsx', null, null],
] as const)('the title “%s” of %s is %s %s', (title, fileName, list, attachment) => {
  expect(kindOfTitle(title, fileName)).toEqual({ list, attachment });
});

describe('the public list of ids', () => {
  it('reads what was written, whatever strata and sort values are called', () => {
    const text = fc.string({ unit: fc.constantFrom('南', 'A', ',', '"', '\n', '\r', ' ', '𠮷'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 12 }), (rows) => {
        const units = rows.map(([stratum, a, b], i) => ({
          id: `id-${String(i).padStart(2, '0')}`,
          stratum,
          sort: [a, b],
        }));
        expect(parseFrameIds(formatFrameIds(units.toReversed(), ['城,市', '单"位']), ['城,市', '单"位'])).toEqual({
          ok: true,
          value: units,
        });
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('is read with its columns in another order and others beside', () => {
    expect(parseFrameIds('备注,stratum,id\n好,A,x1\n\n,"B",x2')).toEqual({
      ok: true,
      value: [
        { id: 'x1', stratum: 'A' },
        { id: 'x2', stratum: 'B' },
      ],
    });
  });

  it.each([
    ['', '第一行应有 id、stratum'],
    ['id\nx', '第一行应有'],
    ['id,stratum\nx', '第2行'],
    ['id,stratum\nx,A\n1.2E+19,A', '第3行'],
    ['id,stratum\n"x,A', '第一行应有'],
  ])('is refused when it is damaged: %j', (text, words) => {
    const outcome = parseFrameIds(text);
    expect(outcome.ok ? '' : outcome.refusals[0]!.message).toContain(words);
  });
});
