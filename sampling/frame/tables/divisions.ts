/**
 * Cities and county-level units of Guangxi by the date of the list, and the other names people use for them.
 *
 * Promise: data only, never changed for a past date: a frame of 2015 is checked against the list of 2015 for ever.
 * Sources: 民政部 县级以上行政区划变更 (武鸣区 2015-02, 靖西市 2015-08, 柳江区、宜州区、平桂区 2016, 荔浦市 2018).
 */

export type CoverageList = 'guangxi-2015' | 'guangxi-2018';

/** City, its area code, its county-level units at the end of 2015. */
const cities2015: readonly (readonly [city: string, area: string, units: string])[] = [
  ['南宁市', '0771', '兴宁区 青秀区 江南区 西乡塘区 良庆区 邕宁区 武鸣区 隆安县 马山县 上林县 宾阳县 横县'],
  ['柳州市', '0772', '城中区 鱼峰区 柳南区 柳北区 柳江县 柳城县 鹿寨县 融安县 融水苗族自治县 三江侗族自治县'],
  [
    '桂林市',
    '0773',
    '秀峰区 叠彩区 象山区 七星区 雁山区 临桂区 阳朔县 灵川县 全州县 兴安县 永福县 灌阳县 龙胜各族自治县 资源县 平乐县 荔浦县 恭城瑶族自治县',
  ],
  ['梧州市', '0774', '万秀区 长洲区 龙圩区 苍梧县 藤县 蒙山县 岑溪市'],
  ['北海市', '0779', '海城区 银海区 铁山港区 合浦县'],
  ['防城港市', '0770', '港口区 防城区 上思县 东兴市'],
  ['钦州市', '0777', '钦南区 钦北区 灵山县 浦北县'],
  ['贵港市', '0775', '港北区 港南区 覃塘区 平南县 桂平市'],
  ['玉林市', '0775', '玉州区 福绵区 容县 陆川县 博白县 兴业县 北流市'],
  ['百色市', '0776', '右江区 田阳县 田东县 平果县 德保县 靖西市 那坡县 凌云县 乐业县 田林县 西林县 隆林各族自治县'],
  ['贺州市', '0774', '八步区 昭平县 钟山县 富川瑶族自治县'],
  [
    '河池市',
    '0778',
    '金城江区 宜州市 南丹县 天峨县 凤山县 东兰县 罗城仫佬族自治县 环江毛南族自治县 巴马瑶族自治县 都安瑶族自治县 大化瑶族自治县',
  ],
  ['来宾市', '0772', '兴宾区 忻城县 象州县 武宣县 金秀瑶族自治县 合山市'],
  ['崇左市', '0771', '江州区 扶绥县 宁明县 龙州县 大新县 天等县 凭祥市'],
];

/** What changed until 2018: new name for an old one; a unit added. */
const renamed2018: Readonly<Record<string, string>> = { 柳江县: '柳江区', 宜州市: '宜州区', 荔浦县: '荔浦市' };
const added2018: Readonly<Record<string, readonly string[]>> = { 贺州市: ['平桂区'] };

/** Names of one unit over the years. */
export const sameUnit: readonly (readonly string[])[] = [
  ['武鸣区', '武鸣县'],
  ['靖西市', '靖西县'],
  ['柳江县', '柳江区'],
  ['宜州市', '宜州区'],
  ['荔浦县', '荔浦市'],
  ['临桂区', '临桂县'],
  ['横县', '横州市'],
  ['平果县', '平果市'],
  ['田阳县', '田阳区'],
  ['平桂区', '平桂管理区'],
  ['福绵区', '福绵管理区'],
];

/** Districts that are still known by the short name of the county they were. */
export const districtsWithShortName: readonly string[] = ['武鸣', '临桂', '柳江', '宜州'];

export interface City {
  readonly name: string;
  readonly area: string;
  readonly units: readonly string[];
}

function citiesOf(list: CoverageList): readonly City[] {
  return cities2015.map(([name, area, units]) => {
    const now = units.split(' ');
    if (list === 'guangxi-2015') return { name, area, units: now };
    return { name, area, units: [...now.map((unit) => renamed2018[unit] ?? unit), ...(added2018[name] ?? [])] };
  });
}

export const divisions: Readonly<Record<CoverageList, readonly City[]>> = {
  'guangxi-2015': citiesOf('guangxi-2015'),
  'guangxi-2018': citiesOf('guangxi-2018'),
};
