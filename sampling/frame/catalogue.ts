/**
 * Every finding a check can make: code, severity, whether it returns the list, a short label, and the words.
 *
 * Promise: only these codes are ever emitted. `{…}` is filled in by the maker of the finding; messages end without full stop.
 */

export type Severity = 'error' | 'review' | 'warning' | 'info';

interface Entry {
  readonly severity: Severity;
  /** The list is returned when it has one. */
  readonly returnsList?: true;
  /** The row does not count when it has one. */
  readonly rejectsRow?: true;
  /** What the filter of a findings table calls it. */
  readonly label: string;
  readonly message: string;
}

const listError = (label: string, message: string) =>
  ({ severity: 'error', returnsList: true, label, message }) as const;
const rowError = (label: string, message: string) => ({ severity: 'error', rejectsRow: true, label, message }) as const;
const review = (label: string, message: string) => ({ severity: 'review', label, message }) as const;
const warning = (label: string, message: string) => ({ severity: 'warning', label, message }) as const;
const info = (label: string, message: string) => ({ severity: 'info', label, message }) as const;

const entries = {
  'header-not-found': listError('没有表头', '未找到表头(至少要有“姓名”和另外两栏),请按附件{n}的格式制表'),
  'no-data-rows': listError('没有名单', '表头下没有名单'),
  'missing-column': listError('缺栏', '缺少“{column}”一栏,该工作表未逐行审核'),
  'duplicate-column': listError('栏目重复', '“{column}”出现两栏({first}、{second}),请只保留一栏'),
  'template-mismatch': listError('附件不符', '标题为“{title}”,与应报的附件{n}不符'),
  'title-year-mismatch': listError('年度不符', '标题写的是{found}年度,本次为{expected}年度'),
  'department-mismatch': listError('报送单位不符', '报送单位“{found}”与提交部门“{expected}”不一致'),
  'several-versions': listError('疑为两个版本', '两份文件有{n}人相同,疑为同一名单的两个版本,请只报一份'),
  'digits-lost': listError('号码末位丢失', '有{n}个号码只剩科学计数法,末几位已丢失,请从原表重新导出'),
  'below-minimum': listError('人数不足', '可用{u}人,不足{m}人,还差{d}人(重复{x}行,不计{y}行)'),
  'coverage-missing-city': listError('未覆盖设区市', '未覆盖{place}本级'),
  'coverage-missing-county': listError('未覆盖县区', '未覆盖{place}'),
  'cross-list-duplicate': {
    severity: 'error',
    returnsList: true,
    rejectsRow: true,
    label: '两份名单重复',
    message: '{name}同时在{other}{rows},请选择保留在哪一份',
  },

  'name-missing': rowError('没有姓名', '没有姓名或姓名被隐去'),
  'no-callable-number': rowError('没有可拨打号码', '没有可拨打的号码,该行不计'),
  'address-missing': rowError('没有地址', '没有具体地址(填报要求4),问卷无法送达,该行不计'),
  'mobile-two-names': rowError('一号两名', '手机{number}登记在{names}两个姓名下,均暂不计入'),
  'not-callable-remark': rowError('备注不能联系', '备注为“{raw}”,该行不计'),

  'hidden-sheet': review('隐藏工作表', '隐藏工作表“{sheet}”未导入'),
  'sheet-without-header': review('工作表无表头', '工作表“{sheet}”没有表头,未导入'),
  'hidden-rows': review('隐藏行', '有{n}行被隐藏或筛选掉,未计入'),
  'two-tables': review('第二个表', '同一工作表有第二个表(第{row}行),未导入'),
  'organisation-missing': review('没有单位', '单位为空,不会自动沿用上一行'),
  'organisation-ditto': review('单位写同上', '单位写“{raw}”,请写全称'),
  'same-person-two-phones': review('一人两个号码', '{name}疑为同一人({row}),暂按一人两个号码计'),
  'possible-same-person': review('是否同一人', '与{row}同名同单位,是否同一人'),
  'variant-name': review('异体或繁简字', '{name}与{row}{other}可能是同一人(异体或繁简字)'),
  'name-two-persons': review('一格两名', '一格有两个姓名,请分成两行'),
  'name-suspicious': review('姓名待核', '姓名“{raw}”请核对'),
  'struck-through-row': review('删除线', '该行有删除线,是否已撤下'),
  'cell-comment': review('批注', '批注不导入:“{raw}”'),
  'phone-review': review('号码待核', '号码“{raw}”请核对'),
  'address-vague': review('没有门牌号', '地址没有门牌号,请补充'),
  'consecutive-mobiles': review('手机连号', '{row}起{n}个手机号连号'),
  'own-staff': review('本部门人员', '单位是报送部门自身'),
  'cross-department-duplicate': review('两部门重复', '{name}也在{department}的名单'),
  'received-late': review('逾期', '{received}收到,截止{deadline}'),

  'forbidden-column': warning('超出所需的栏', '“{raw}”超出所需,已拒收且未保存,今后请勿填报'),
  'forbidden-value': warning('证件号码', '单元格内有证件号码,已屏蔽'),
  'unknown-column': warning('格式外的栏', '“{raw}”不在附件格式内,未导入'),
  'optional-column-missing': warning('没有该栏', '没有“{column}”一栏'),
  'ambiguous-phone-column': warning('电话栏不分类', '“{raw}”按号码类型逐格判断'),
  'hidden-columns': warning('隐藏列', '隐藏列{letter}未读取'),
  'department-blank': warning('没有报送单位', '没有填写报送单位'),
  'serial-gap': warning('序号跳号', '序号应为{n},实为{m}'),
  'serial-duplicate': warning('序号重复', '序号{n}与{row}重复'),
  'serial-restart': warning('序号重新开始', '序号从1重新开始(填报要求2要求每表连续)'),
  'serial-continued': warning('序号接上表', '序号接上表,应从1开始'),
  'serial-order': warning('序号颠倒', '序号{n}次序颠倒'),
  'serial-missing': warning('没有序号', '没有序号'),
  'serial-invalid': warning('序号无法识别', '序号“{raw}”无法识别'),
  'duplicate-row': warning('重复', '与{row}是同一人,计一人'),
  'name-character-lost': warning('姓名缺字', '姓名有未能显示的字,请告知正确的字'),
  'name-extra-text': warning('姓名有多余文字', '姓名栏有多余文字,按“{repaired}”计'),
  'gender-missing': warning('没有性别', '没有性别'),
  'gender-unknown': warning('性别无法识别', '性别“{raw}”无法识别'),
  'post-missing': warning('没有职务', '没有职务'),
  'post-out-of-scope': warning('职务超出范围', '“{raw}”不在班子成员、中层以上范围'),
  'address-advised': warning('建议写地址', '{n}人没有具体地址,请在单位或备注中写明'),
  'postcode-missing': warning('没有邮编', '没有邮编'),
  'postcode-invalid': warning('邮编不对', '邮编“{raw}”应为6位'),
  'phone-rejected': warning('号码不可拨打', '“{raw}”不是可拨打的号码({reason})'),
  'phone-unrecoverable': warning('号码无法恢复', '号码只剩“{raw}”,无法恢复'),
  'area-rejected': warning('区号无法识别', '区号“{raw}”无法识别'),
  'area-conflict': warning('区号不一致', '号码区号与区号栏不一致,按号码计'),
  'no-number-for-cadre': warning('没有可拨打号码(问卷)', '没有可拨打的号码(问卷仍可送达)'),
  'shared-landline': warning('多人共用座机', '{n}人共用{number}'),
  'coverage-unplaced': warning('看不出市县', '看不出所在市县'),
  'error-cell': warning('错误值', '单元格为错误值{raw}'),
  'formula-without-value': warning('公式无结果', '公式没有保存结果'),
  'undecodable-bytes': warning('字节无法解码', '该行有无法解码的字节'),
  'extension-mismatch': warning('扩展名不符', '文件实为{raw},已按内容读取'),
  'package-not-encrypted': warning('压缩包未加密', '压缩包未加密(通知要求加密)'),
  'password-in-package': warning('密码同发', '密码请勿与文件同发'),
  'unchanged-resubmission': warning('与上一版相同', '与上一版完全相同'),

  'report-date-missing': info('没有报送时间', '没有报送时间,按收到时间计'),
  'sub-heading-row': info('小标题', '小标题“{raw}”不计入名单'),
  'template-filler-row': info('样表填充行', '样表填充行不计入名单'),
  'footer-row': info('合计或说明行', '合计、填表人、说明等行不计入名单'),
  'repeated-header-row': info('重复表头', '重复的表头不计入名单'),
  'blank-row': info('空行', '跳过{n}行空行'),
  'merged-filled': info('合并单元格', '合并单元格“{column}”适用于{n}行'),
  'serial-normalised': info('序号已规范', '序号“{raw}”按{n}计'),
  'name-spaces': info('姓名有空格', '姓名中的空格比对时忽略'),
  'name-dot-normalised': info('姓名间隔号', '姓名间隔号统一为“·”'),
  'gender-normalised': info('性别已规范', '性别“{raw}”按“{value}”计'),
  'phone-repaired': info('号码已规范', '号码“{raw}”按{repaired}计'),
  'phone-multiple': info('一格多个号码', '一格有{n}个号码,第一个为首选'),
  'area-repaired': info('区号已规范', '区号“{raw}”按{repaired}计'),
  'place-alias': info('地名别称', '“{raw}”按{repaired}计'),
  'formula-cell': info('公式', '公式不执行,按保存的结果“{raw}”计'),
  'formula-like-text': info('类似公式的文字', '以“{sign}”开头的内容按文字保存'),
  'macros-ignored': info('宏', '宏未运行'),
  'external-links-ignored': info('外部链接', '外部链接未读取'),
  'entry-skipped': info('包内其他文件', '压缩包内“{raw}”不是名单,未读取'),
  'encoding-detected': info('文件编码', '文件编码为{raw}'),
  exempted: info('已同意调整', '“{check}”已由{by}于{date}同意调整:{reason}'),
} as const satisfies Record<string, Entry>;

export type FindingCode = keyof typeof entries;

/** The catalogue by code. */
export const findingCatalogue: Readonly<Record<FindingCode, Entry>> = entries;

/** Is this the code of a finding? */
export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(entries, code);
}

/** Fills `{…}` in the words of a code. */
export function messageOf(code: FindingCode, values: Readonly<Record<string, string | number>>): string {
  return entries[code].message.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
}
