/** What a verification found, one line for each thing compared. Words only: ids, never persons. */
import type { DrawManifest, ManifestCheck, ManifestVerdict, StratumVerdict } from '#sampling';

export interface Check {
  readonly name: string;
  readonly equal: boolean;
  readonly detail: string;
}

export function describe(manifest: DrawManifest, verdict: ManifestVerdict): Check[] {
  const { manifestDigest, tableDigest, clusters, rested, strayUnits, refusals } = verdict;
  const line = (name: string, found: ManifestCheck<unknown>, wrong: string, right: string): Check => ({
    name,
    equal: found.agrees,
    detail: found.agrees ? right : wrong,
  });
  return [
    line(
      '抽样清单摘要',
      manifestDigest,
      `清单写的是${manifestDigest.stated}，按内容算出${manifestDigest.found}，清单被改动过`,
      manifestDigest.found,
    ),
    describeFrame(manifest, verdict),
    ...(tableDigest
      ? [
          line(
            '抽样框全表',
            tableDigest,
            `清单写的是${tableDigest.stated}，现在是${tableDigest.found}：有人的层、群、规模或排序值改过`,
            '编号连同层、群、规模、排序值都没有改动',
          ),
        ]
      : []),
    describeSeed(manifest, verdict),
    ...describeExcluded(manifest, verdict),
    ...(rested
      ? [line('间隔期内的人', rested, `各层合计${rested.stated}人，来源写的是${rested.found}人`, `${rested.found}人`)]
      : []),
    ...(clusters
      ? [
          {
            name: '抽中的群',
            equal: clusters.agrees,
            detail: clusters.agrees
              ? `${manifest.clusters?.length ?? 0}个群，逐位相同`
              : clusters.firstDifference
                ? `从第${clusters.firstDifference.rank}位起不同：清单是${clusters.firstDifference.stated?.code ?? '（没有）'}，重抽是${clusters.firstDifference.found?.code ?? '（没有）'}`
                : '不能重抽',
          },
        ]
      : []),
    ...verdict.strata.map((stratum) => describeStratum(stratum, manifest, refusals.length > 0)),
    ...(strayUnits.length > 0
      ? [{ name: '多余的编号', equal: false, detail: `清单里有${strayUnits.length}个编号不属于任何一层` }]
      : []),
    ...refusals.map(({ message }) => ({ name: '重抽', equal: false, detail: message })),
  ];
}

function describeFrame({ design }: DrawManifest, { frameDigest, frameSize }: ManifestVerdict): Check {
  const equal = frameDigest.agrees && frameSize.agrees;
  const [what, other] = design.method === 'random-digits' ? ['个号码', '号段'] : ['人', '名单'];
  return {
    name: '抽样框摘要',
    equal,
    detail: equal
      ? `${frameSize.found}${what}，${frameDigest.found}`
      : `清单写的是${frameSize.stated}${what}、${frameDigest.stated}，现在是${frameSize.found}${what}、${frameDigest.found}，不是同一份${other}`,
  };
}

function describeSeed({ seed }: DrawManifest, { seedDerivation, seedCommitment }: ManifestVerdict): Check {
  if (seedDerivation)
    return {
      name: '种子',
      equal: seedDerivation.agrees,
      detail: seedDerivation.agrees
        ? '由抽样框摘要、公开随机数和一次性码算出，一致'
        : `清单写的是${seedDerivation.stated}，由公开随机数算出的是${seedDerivation.found}`,
    };
  if (seedCommitment)
    return {
      name: '种子',
      equal: seedCommitment.agrees,
      detail: seedCommitment.agrees
        ? '长期种子与当时公布的承诺值一致'
        : `给出的种子的承诺值是${seedCommitment.found}，清单公布的是${seedCommitment.stated}，不是同一个种子`,
    };
  if (seed.commitment !== undefined)
    return { name: '种子', equal: false, detail: '长期种子还没有公开，只公布了承诺值；公开后用 --seed-file 核对' };
  return { name: '种子', equal: true, detail: '由抽样人给定，没有公开随机源可核对' };
}

function describeExcluded({ design }: DrawManifest, { excluded, excludedUnseen }: ManifestVerdict): Check[] {
  if (!excluded || !design.excluded) return [];
  const { count, met } = design.excluded;
  const detail = excludedUnseen
    ? `没有排除表，只核对了计数器跳过${met}个号码，不多于写明排除的${count}个；有排除表的请加 --exclude`
    : `号段里排除${count}个号码，抽号时碰到${met}个`;
  return [
    {
      name: '排除的号码',
      equal: excluded.agrees,
      detail: excluded.agrees ? detail : '排除表与清单写明的个数、摘要或碰到的次数不同',
    },
  ];
}

const factNames: Readonly<Record<string, string>> = {
  main: '主样本',
  reserve: '备用样本',
  rested: '间隔期内人数',
  start: '起点',
  nextStart: '下一起点',
  rate: '抽取概率',
  reserveRate: '备用抽取概率',
  expectedMain: '期望样本量',
  totalSize: '规模合计',
  certain: '必须抽中的个数',
  clusterPopulation: '群数',
  clusters: '抽中群数',
  withinMain: '每群主样本',
  withinReserve: '每群备用',
};

function describeStratum(
  { code, agrees, population, facts, firstDifference }: StratumVerdict,
  { strata, design: { method } }: DrawManifest,
  refused: boolean,
): Check {
  const name = `层“${code}”`;
  const design = strata.find((stratum) => stratum.code === code);
  const what = method === 'random-digits' ? '个号码' : '人';
  if (agrees)
    return {
      name,
      equal: true,
      detail: `${population.found}${what}，抽中${(design?.main ?? 0) + (design?.reserve ?? 0)}${what}，逐位相同`,
    };
  const parts: string[] = [];
  if (!population.agrees) parts.push(`清单写的是${population.stated}${what}，现在是${population.found}${what}`);
  for (const { name: fact, stated, found } of facts)
    parts.push(`${factNames[fact] ?? fact}清单写的是${stated ?? '（没有）'}，重抽是${found ?? '（没有）'}`);
  if (refused) parts.push('不能重抽');
  else if (firstDifference) {
    const { rank, stated, found } = firstDifference;
    const same = stated !== null && found !== null && stated.id === found.id;
    parts.push(
      `从第${rank}位起不同：清单是${stated?.id ?? '（没有）'}，重抽是${found?.id ?? '（没有）'}${same ? '，编号相同但随机序号、批次、类别或概率不同' : ''}`,
    );
  }
  return { name, equal: false, detail: parts.join('；') };
}
