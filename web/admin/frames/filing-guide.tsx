/** What a liaison has to file for this list, and the template for it. */
import { Button } from 'antd';
import { useState } from 'react';
import { downloadTemplate, type Frame } from '#contract';
import { download } from '../api.ts';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { coverageLabels, nameList } from '../shared/words.ts';

function describeDuty(frame: Frame): readonly string[] {
  const { list, attachment, coverage } = frame;
  const minimum = frame.agreedMinimum ?? frame.minimum;
  const lines: string[] = [];
  if (list === 'system-cadres') {
    lines.push('报本系统市级部门领导班子成员和中层以上干部、县级部门领导班子成员；没有市县单位的，报本部门人员。');
    if (attachment === 2 || attachment === 4) {
      lines.push('采用问卷方式评价，“单位”栏必须写明能送达的具体地址（路名和门牌号），没有地址的行不计入人数。');
    } else {
      lines.push('采用问卷方式评价，请在“单位”或“备注”栏写明具体地址。');
    }
    if (coverage !== 'none') lines.push(`名单要${coverageLabels[coverage]}，缺哪里会逐一列出。`);
  }
  if (list === 'hot-topics') {
    lines.push(
      '报热点、难点工作涉及的服务和管理对象，不要报本部门自己的人员。每人至少要有一个能打通的号码，否则该行不计入人数。',
    );
  }
  if (list === 'service-users') {
    lines.push('报当年度办理过事项的人员，至少要有姓名和一个能打通的号码。其他多余的栏目不会保存。');
  }
  if (minimum > 0) lines.push(`剔除重复和不计的行以后，可用人数要达到${minimum}人。`);
  lines.push('同一个人不要出现在本部门的两份名单里。不要填写身份证号、银行卡号等。');
  if (list !== 'service-users') {
    lines.push('每个工作表的序号从1开始连续编号；外地固定电话写明区号，外地手机号码前面加0。');
  }
  return lines;
}

export function FilingGuide({ frame }: { readonly frame: Frame }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const fetchTemplate = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await download(
        downloadTemplate,
        { params: { frameId: frame.id } },
        `${nameList(frame)}-${frame.department.name}.xlsx`,
      );
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <ul className="plain-list">
        {describeDuty(frame).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Button loading={busy} onClick={() => void fetchTemplate()}>
        {frame.attachment === null ? '下载模板' : `下载附件${frame.attachment}模板`}
      </Button>
    </>
  );
}
