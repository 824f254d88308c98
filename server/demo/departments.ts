/**
 * The 99 units of 桂绩发〔2018〕3号 by their names in the document, in its seven classes and its order. Data only.
 *
 * `login` ends the login of the demo's liaison; `organ` is the name of the department's own body in a city or county (`{}`
 * stands for the place), for those whose cadre lists the demo fills.
 */
import { categorySchema, type Category } from '#contract';

export interface DemoDepartment {
  readonly name: string;
  readonly category: Category;
  readonly login: string;
  readonly organ?: string;
}

/** `name login organ`, one a line. */
const classes: Readonly<Record<Category, string>> = {
  'party-and-mass': `
    人大常委会机关 renda
    政协机关 zhengxie
    纪委监委机关 jiwei
    党委办公厅 dangban
    党委组织部 zuzhibu {}委组织部
    党委宣传部 xuanchuanbu {}委宣传部
    党委统战部 tongzhanbu {}委统战部
    党委政法委 zhengfawei {}委政法委
    党委政研室 zhengyanshi
    编办(绩效办) bianban {}委编办
    直属机关工委 jiguangongwei
    信访局 xinfang {}信访局
    台办 taiban
    党委网信办 wangxinban {}委网信办
    老干部局 laoganbu {}委老干部局
    党校 dangxiao {}委党校
    党史研究室 dangshi {}委党史研究室
    档案局 dangan {}档案局
    接待办 jiedai
    社会主义学院 shehuixueyuan
    高级法院 gaoyuan {}人民法院
    检察院 jianchayuan {}人民检察院
    总工会 zonggonghui {}总工会
    团区委 tuanquwei 共青团{}委员会
    妇联 fulian {}妇女联合会
    文联 wenlian {}文学艺术界联合会
    科协 kexie {}科学技术协会
    侨联 qiaolian {}归国华侨联合会
    工商联 gongshanglian {}工商业联合会
    社科联 shekelian {}社会科学界联合会
    贸促会 maocuhui
    残联 canlian {}残疾人联合会
    红十字会 hongshizi {}红十字会`,
  economic: `
    发展改革委 fagai {}发展和改革局
    工业和信息化委 gongxin {}工业和信息化局
    财政厅 caizheng {}财政局
    国土资源厅 guotu {}国土资源局
    住房城乡建设厅 zhujian {}住房和城乡建设局
    交通运输厅 jiaotong {}交通运输局
    水利厅 shuili {}水利局
    农业厅 nongye {}农业局
    林业厅 linye {}林业局
    商务厅 shangwu {}商务局
    海洋和渔业厅 haiyang
    旅游发展委 lvyou {}旅游发展委员会
    国资委 guozi
    粮食局 liangshi {}粮食局
    金融办 jinrong {}金融工作办公室
    北部湾办 beibuwan
    糖业发展办 tangye
    投资促进局 touzi {}投资促进局
    供销社 gongxiao {}供销合作社`,
  'public-affairs': `
    政府办公厅 zhengban
    教育厅 jiaoyu {}教育局
    科技厅 keji {}科学技术局
    民宗委 minzong {}民族宗教事务局
    民政厅 minzheng {}民政局
    人力资源社会保障厅 renshe {}人力资源和社会保障局
    文化厅 wenhua {}文化局
    卫生计生委 weisheng {}卫生和计划生育局
    外侨办 waiqiao
    新闻出版广电局 xinwen
    体育局 tiyu {}体育局
    人防办 renfang
    扶贫办 fupin {}扶贫开发办公室
    农机局 nongji {}农业机械化管理局`,
  supervision: `
    公安厅 gongan {}公安局
    司法厅 sifa {}司法局
    环境保护厅 huanbao {}环境保护局
    审计厅 shenji {}审计局
    地税局 dishui {}地方税务局
    工商局 gongshang {}工商行政管理局
    质监局 zhijian {}质量技术监督局
    安全监管局 anjian {}安全生产监督管理局
    食品药品监管局 shiyao {}食品药品监督管理局
    监狱管理局 jianyu`,
  'special-affairs': `
    统计局 tongji {}统计局
    法制办 fazhi {}法制办公室
    中马钦州产业园区管委会 zhongma
    广西驻北京办事处 zhujing
    广西驻广州办事处 zhusui
    发展研究中心 fazhanzhongxin
    地方志办 difangzhi {}地方志办公室
    机关事务管理局 jiguanshiwu {}机关事务管理局
    测绘地信局 cehui
    民语委 minyuwei {}民族语文工作委员会
    二轻联社 erqing
    移民工作管理局 yimin {}移民工作管理局
    地矿局 dikuang
    农业区划办 quhua
    边海防办 bianhaifang`,
  'democratic-parties': `
    民革广西区委机关 minge
    民盟广西区委机关 minmeng
    民建广西区委机关 minjian
    民进广西区委机关 minjin
    农工党广西区委机关 nonggong
    致公党广西区委机关 zhigong
    九三学社广西区委机关 jiusan`,
  'state-security': `
    国家安全厅 guoan`,
};

export const departments: readonly DemoDepartment[] = categorySchema.options.flatMap((category) =>
  classes[category]
    .trim()
    .split('\n')
    .map((line): DemoDepartment => {
      const [name = '', login = '', organ] = line.trim().split(' ');
      return { name, category, login, ...(organ === undefined ? {} : { organ }) };
    }),
);

export function departmentNamed(name: string): DemoDepartment {
  const found = departments.find((department) => department.name === name);
  if (!found) throw new Error(`no department ${name}`);
  return found;
}
