/** Help of `pingyi estimate`. Words only. */

export const estimateHelp = `用法：pingyi estimate 数据.csv --stat 统计量 --of 列 [选项]

按抽样设计估计总体，给出标准误、置信区间、设计效应和有效样本量。
表是CSV（UTF-8或GB18030）或xlsx，每行一个样本（没有回答的也要在内），第一行是表头；空格子是没有回答。

  --stat 统计量        mean 均值；total 总量；ratio 比率；share 比例；quantile 分位数；
                       association 两列回答有无关联（Rao–Scott检验）
  --of 列…             估计哪一列；mean、total、share 可写几列
  --over 列            ratio 的分母
  --with 列            association 的另一列
  --is 值              share 中算“是”的值；不写时每个值给一行
  --p P…               quantile 的分位（默认0.5）
  --rule 办法          quantile：inverse（默认，达到该比例的最小值）或 interpolated（插值，同R的第7种）
  --by 列…             分组；几列时交叉分组
  --compare 组…        组间之差及检验：all 每两组；一个组名是各组与它比；几个组名是它们两两比
  --contrast 组=系数…  各组的加权和，例如 甲=1 乙=-0.5 丙=-0.5
  --missing 值…        除空格子外也算没有回答的值，例如 不清楚 99

抽样设计
  --strata 列…         分层；多阶段时每阶段一列
  --clusters 列…       群，从最外一级起；不写时每行是一个单位
  --weights 列         权数；不写时由总体数算出，两样都没有时每行算1
  --fpc 列…            每一层的总体数（单位个数），每阶段一列
  --nest               群的编号在每层内重新开始
  --lonely 办法        层里只抽中一个单位时：fail（默认，不算）、remove、certainty、adjust、average

加权（按下面的次序做；总体表是另外的CSV或xlsx）
  --nonresponse 列…    按这些列交叉成调整组，把没有应答者的权数转给同组应答者
  --responded 列       是否应答：1或0（是或否）
  --post-stratify 表   事后分层：表里是分组的列和“总体数”
  --rake 表…           迭代加权：每个边际一张表，列同上；各表总数须相等
  --calibrate 表       校准：两列，变量和总数；变量是列名（该列合计）、列=值（人数）或1（总人数）
  --calibration 办法   linear（默认）、raking 或 logit；logit 要 --bounds 下,上（权数倍数的界限）
  --trim 下,上         截断权数，截下的平分给其余；--strict 反复截到都在界内
  --weights-csv FILE   把最后的权数写成CSV（行号、权数）

方差
  --variance 办法      taylor（默认，线性化）；jackknife 逐一删除；bootstrap 自助法；replicates 随数据给出的重复权数
                       jackknife、bootstrap 每组都重做加权
  --replicates R       自助法的组数（默认500）      --seed 种子    自助法的种子，相同则结果相同
  --replicate-weights 列…   重复权数的列，可写成 r*
  --scale 数           重复权数的系数              --scales 数…   每列各自的系数（默认都是1）
  --around-estimate    与估计值比，不与重复估计的均值比

区间
  --interval 办法      t（默认）或 normal；比例还可用 logit（默认）、arcsine、korn-graubard、wilson、wilson-t、
                       likelihood
  --degrees 自由度     rows（默认，按有回答的行）、design（按整个设计）或一个数
  --level L            置信水平（默认0.95）
  --deff wor|wr        设计效应与不放回（默认）或放回的简单随机抽样相比

  --sheet 名称         xlsx里的哪张工作表
  --json               结果用JSON写到标准输出
  --csv FILE           结果另存为CSV
  --compare-csv FILE   组间比较另存为CSV

有几列时，列名用空格或逗号隔开。估计不出的写“不能估计”并说明原因（JSON中为null和reason），不写0。

例：
  pingyi estimate 数据.csv --stat mean --of 得分 --by 部门 --strata 部门 --weights 权数 --fpc 总体数
  pingyi estimate 数据.xlsx --stat share --of 满意 --is 1 --clusters 街道 --weights 权数 --interval wilson
  pingyi estimate 数据.csv --stat quantile --of 等候分钟 --p 0.5 0.9 --weights 权数
  pingyi estimate 数据.csv --stat mean --of 得分 --by 部门 --strata 部门 --weights 权数 --compare all
  pingyi estimate 数据.csv --stat mean --of 得分 --weights 权数 --rake 性别.csv 年龄.csv --trim 0.3,5
  pingyi estimate 数据.csv --stat mean --of 得分 --strata 部门 --variance bootstrap --seed 2026-manyidu-pinggu

退出码：0 已估计；1 设计不允许（如层里只有一个单位、总体数小于样本数）；2 参数有误、文件读不了
`;
