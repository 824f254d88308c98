import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PersonBlock, unpackPersons, type StoredPerson } from '../../../server/frames/person-blocks.ts';

const plain: StoredPerson = {
  list: 2,
  file: '附件3.xlsx',
  sheet: '名单',
  row: 5,
  serial: 1,
  name: '甘金花',
  nameKey: '甘金花',
  gender: '女',
  organisation: '鑫源药业',
  post: '会计',
  numbers: [{ type: 'mobile', e164: '+8613500001716', dial: '13500001716', primary: true }],
  city: '南宁市',
};

const persons: readonly StoredPerson[] = [
  plain,
  {
    ...plain,
    sheet: '续表',
    row: 9,
    rows: [
      { file: '附件3.xlsx', sheet: '续表', row: 9 },
      { file: '附件3.xlsx', sheet: '名单', row: 12 },
    ],
    serial: null,
    name: '韦 𬭎',
    nameKey: '韦𬭎',
    gender: null,
    organisation: null,
    post: null,
    address: '柳州市“东环”路1号',
    postcode: '545000',
    remark: '',
    numbers: [
      { type: 'fixed', e164: '+867712000001', dial: '2000001', ext: '808', primary: true },
      { type: 'mobile', e164: '+8613500001717', dial: '013500001717', primary: false },
      { type: 'fixed', e164: '+867782000001', dial: '07782000001', primary: false },
      { type: 'fixed', e164: '+8640012345', dial: '95512', primary: false },
      { type: 'fixed', e164: '', dial: '', primary: false },
    ],
    city: null,
  },
  { ...plain, row: 6, nameKey: '', numbers: [] },
  { ...plain, file: '另一份.xlsx', row: 7, remark: '离职' },
];

function packed(all: readonly StoredPerson[]): Buffer {
  const block = new PersonBlock();
  for (const { city, ...person } of all) block.add(person, city);
  expect(block.length).toBe(all.length);
  return block.pack();
}

describe('a block of persons', () => {
  it('opens as it was packed', () => {
    expect(unpackPersons(packed(persons))).toEqual(persons);
    expect(unpackPersons(packed([]))).toEqual([]);
  });

  it('says once what is dialled as it is written', () => {
    const { dial } = JSON.parse(inflateRawSync(packed(persons)).toString('utf8')) as { dial: unknown };
    expect(dial).toEqual([3, 6, 0, 0, '95512', '', 3]);
  });

  it('opens as earlier releases packed it: a person an object, or every number to be dialled in full', () => {
    expect(unpackPersons(deflateRawSync(JSON.stringify(persons)))).toEqual(persons);
    const columns = JSON.parse(inflateRawSync(packed(persons)).toString('utf8')) as object;
    const dial = persons.flatMap(({ numbers }) => numbers.map((number) => number.dial));
    expect(unpackPersons(deflateRawSync(JSON.stringify({ ...columns, dial })))).toEqual(persons);
  });
});
