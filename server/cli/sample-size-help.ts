/** Help of `pingyi sample-size`. Words only. */

export const sampleSizeHelp = `用法：pingyi sample-size 种类 [选项]

要多少份有效问卷，要发放多少个号码。比例可写成0.05或5%。

种类
  share                估计一个比例（如满意率）
    --p P              预计的比例；不知道时用0.5
    --half-width E     置信区间的半宽，例如 3%；或
    --cv CV            变异系数
    --method wald|wilson   区间的算法（默认wald；wilson不能与 --population 同用）
  mean                 估计一个均值（如平均分）
    --deviation S      标准差；或 --variance V 方差
    --half-width E     置信区间的半宽；或
    --cv CV --mean M   变异系数和预计的均值
  change-share         发现两次调查之间比例的变化
    --p P1 --p2 P2     两次的比例
    --both P12         两次都回答“是”的比例（有重叠时）
  change-mean          发现两次调查之间均值的变化
    --deviation S1 --deviation2 S2   两次的标准差（第二个默认同第一个）
    --change D         要发现的变化
    --correlation R    同一人两次回答的相关系数（有重叠时）
  change-share、change-mean 都可用
    --overlap G        两次调查中相同的人的比例（默认0）
    --power B          功效（默认0.8）
  clusters             两阶段：按预算定抽多少群、每群多少人
    --cluster-cost C1 --interview-cost C2 --budget C
    --rho R            群内相关
    --relative-variance V   单位的相对方差（S²/均值²，默认1）

  （分层样本按预算或按精度定各层样本量，用 pingyi allocate 的 --budget、--standard-error）

都可用
  --level L            置信水平（默认0.95）
  --population N       总体数（share、mean）；不写按很大算
  --deff D             设计效应（默认1）
  --response-rate R    预计的成功率（默认1）
  --json               结果用JSON写到标准输出
  --csv FILE           结果另存为CSV

例：
  pingyi sample-size share --p 0.5 --half-width 3% --deff 1.5 --response-rate 25%
  pingyi sample-size mean --deviation 1.8 --half-width 0.15 --population 5200
  pingyi sample-size change-share --p 0.8 --p2 0.85 --both 0.75 --overlap 0.75
  pingyi sample-size clusters --cluster-cost 60 --interview-cost 8 --budget 20000 --rho 0.02

退出码：0 已算出；1 要的号码比总体还多、预算不够一个群，或不值得分群；2 参数有误
`;
