/** Invented persons by the million, the same on every run; the files made of them are written once into .cache. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RECORDS = 1_000_000;
const cache = join(process.cwd(), '.cache', 'bench-frames');
const surnames =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞';
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉玲红玉建国海燕春梅兰凤';
const cities = ['南宁市', '柳州市', '桂林市', '百色市', '河池市', '玉林市', '钦州市', '北海市'];
const kinds = ['宏泰商贸有限公司', '第三中学', '人民医院', '村村民委员会', '九洲木业有限公司', '百川物流有限公司'];
const posts = ['教师', '总经理', '村委会主任', '护士长', '会计', '社员'];

export function* people(count: number): Generator<{
  serial: number;
  name: string;
  gender: string;
  unit: string;
  post: string;
  office: string;
  mobile: string;
}> {
  for (let serial = 1; serial <= count; serial += 1) {
    const r = (serial * 2654435761) >>> 0;
    const pick = <T>(from: ArrayLike<T>, shift: number): T => from[(r >>> shift) % from.length]!;
    yield {
      serial,
      name: pick(surnames, 0) + pick(given, 7) + (serial % 3 === 0 ? '' : pick(given, 17)),
      gender: serial % 2 === 0 ? '男' : '女',
      unit: `${pick(cities, 4)}${pick(surnames, 9)}${pick(kinds, 11)}`,
      post: pick(posts, 6),
      office: serial % 3 === 0 ? String(2_000_001 + (r % 5_000_000)) : '',
      mobile: `${serial % 2 === 0 ? '0' : ''}13${r % 4}${String(serial).padStart(8, '0')}`,
    };
  }
}

export async function cached(name: string, write: () => Promise<Uint8Array>): Promise<Buffer> {
  const file = join(cache, name);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, await write());
  }
  return readFileSync(file);
}

/** A delimited text of nine fields a record. */
export const listOfAMillion = (): Promise<Buffer> =>
  cached('topics-1m.csv', async () => {
    const lines = ['序号,姓名,性别,单位,职务,区号,办公电话,手机号码,备注'];
    for (const { serial, name, gender, unit, post, office, mobile } of people(RECORDS)) {
      lines.push(`${serial},${name},${gender},${unit},${post},${office && '0771'},${office},${mobile},`);
    }
    return Buffer.from(lines.join('\n'));
  });
