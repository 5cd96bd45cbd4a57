"""Sound texts of every kind that is read: variants, regions, tables, settings, results.

test_hostile_inputs.py damages them.
"""

import json

MAF = b"""Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t\
Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count
APC\t5\t112175639\tC\tT\tNonsense_Mutation\tP1\t300\t200
TP53\t17\t7577120\tC\tT\tMissense_Mutation\tP1\t500\t100
KRAS\t12\t25398284\tC\tT\tSilent\tP2\t400\t100
"""
VEP = (
    b"##fileformat=VCFv4.2\n"
    b'##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: '
    b'Allele|Consequence|IMPACT|SYMBOL|Gene">\n'
    b'##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    b'##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">\n'
    b'##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
    b"##contig=<ID=chr5>\n"
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n"
    b"chr5\t112175639\t.\tC\tT\t90\tPASS\tDP=900;CSQ=T|intron_variant|L|APC|E1,T|stop_gained|H|APC|"
    b"E1\tGT:AD:DP\t0/1:500,400:900\n"
    b"chr5\t112175700\t.\tG\tA,GT\t90\tPASS\tCSQ=A|missense_variant|M|APC|E1,T|frameshift_variant|H|"
    b"APC|E1;DB\tGT:AD:DP\t1/2:300,200,100:600\n"
    b"chr5\t112175800\t.\tG\tA\t90\tLowQual\tCSQ=A|missense_variant&splice_region_variant|M|APC|E1"
    b"\tGT:AD:DP\t0|1:300,200:500\n"
    b"chr5\t112175900\t.\tG\tC\t90\tPASS\tCSQ=C|missense_variant|M|APC|E1\tGT:AD:DP\t0/1:90,9:99\n"
)
STRELKA = (
    b"##fileformat=VCFv4.1\n"
    b'##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n'
    b"##tumor_sample=T\n##normal_sample=N\n##contig=<ID=chr5,length=181538259>\n"
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN\tT\n"
    b"chr5\t112175639\t.\tC\tT\t.\tPASS\tSOMATIC;ANN=T|stop_gained|HIGH|APC|APC|transcript|N1|"
    b"protein_coding|1/2|c.1C>T||||||\tDP:FDP:AU:CU:GU:TU\t400:0:0,0:400,400:0,0:0,0\t500:0:0,0:300,"
    b"300:0,0:200,210\n"
    b"chr5\t112175700\t.\tCA\tC\t.\tPASS\tANN=C|frameshift_variant|HIGH|APC|APC|transcript|N1|mRNA|"
    b"1/2|c.2delA||||||\tDP:TAR:TIR\t400:400,400:0,0\t500:300,300:200,210\n"
)
ANNOVAR = b"""Chr\tStart\tEnd\tRef\tAlt\tFunc.refGene\tGene.refGene\tExonicFunc.refGene\tAAChange
5\t112175639\t112175639\tC\tT\texonic\tAPC\tstopgain\tAPC:NM
17\t7577120\t7577120\tC\tT\texonic\tTP53\tnonsynonymous SNV\tTP53:NM
"""
ION = b"""##locus\ttype\tref\tlength\tgenotype\tfilter\tpvalue\tcoverage\tallele_coverage\t\
allele_ratio\t%_frequency\tgene\ttranscript\tlocation\tfunction
chr5:112175639\tSNV\tC\t1\tC/T\t\t0.00001\t900\tC=500,T=400\tC=0.56,T=0.44\tT=44.44\tAPC\tNM_1\t\
exonic\tnonsense
"""
BED = b"track name=panel\nchr1\t100\t200\tAMPL1\t0\t+\nchr1\t150\t400\nchrX\t5\t900\n"
PER_BASE = b"chr1\t0\t120\t10\nchr1\t120\t300\t300\nchr1\t300\t500\t797\nchrX\t0\t10\t301\n"
TABLES = {
    "samples": b"patient_id,lesion,variants\nP1,primary,a.vcf\nP1,metastasis,b.vcf\n",
    "images": b"patient_id,lesion,phase,image,mask\nP1,primary,prone,a.nii,b.nii\n",
    "patients": b"patient_id,os_days,os_event,age\nP1,100,1,64.5\nP2,200,0,70\n",
    "features": b"patient_id,phase,original_shape_VoxelVolume\nP1,prone,12.5\nP2,prone,3\n",
    "labels": b"patient_id,status\nP1,high\nP2,low\n",
    "burden": b"patient_id,lesion,mutations,megabases\nP1,primary,14,1.2\nP1,metastasis,3,1.2\n",
    "predictions": b"patient_id,repeat,fold,truth,probability\nP1,1,1,high,0.5\nP2,1,2,low,0.25\n",
}
STUDY = b"samples: samples.csv\nphases: {primary: [prone], metastasis: [plain], pair: null}\n"
PARAMETERS = b"""imageType:
  Original: {}
  LoG: {sigma: [1.0, 2.0]}
  Wavelet: {}
featureClass:
  firstorder: [Mean, Energy]
  shape:
  glcm: [Contrast]
setting:
  binWidth: 25
  resampledPixelSpacing: [1, 1, 1]
  interpolator: sitkBSpline
  normalize: true
  label: 2
"""
BATCH = b"ID,Image,Mask,Label,Notes\nA,a.nrrd,b.nrrd,2,x\nB,c.nrrd,d.nrrd,,\n"
RESULTS = json.dumps(
    {"radiotmb": "0", "study": "s", "simulated": False, "safe_csv": True, "models": [], "notes": []}
).encode()
PROVENANCE = json.dumps(
    {"key": "k", "inputs": {}, "outputs": {"results.json": "0", "../up.csv": "0"}}
).encode()
SAMPLES = b"patient_id,lesion,variants,site,days\nP1,primary,a.vcf,colon,0\nP2,primary,b.vcf,,1\n"
VARIANTS = (
    b"patient_id,lesion,chrom,pos,ref,alt,gene,consequence,depth,alt_depth,alt_fraction,verdict\n"
    b"P1,primary,chr5,100,C,T,APC,missense_variant,500,200,0.4,counted\n"
    b"P1,primary,chr5,140,G,A,APC,,,,,depth\n"
)
CLAIMS = b"""id,quantity,kind,value,decimals,n,unit,wording,checks
patients,Patients,count,24,0,24,patients,24 patients,"counts(""all""); total(male, female)"
male,Men,count,14,0,24,patients,14 men,"counts(""male"")"
female,Women,count,10,0,24,patients,10 women,"counts(""!male"")"
men_share,Men,percentage,58.3,1,24,%,58.3% men,"percentage(male, patients)"
mean_tmb,Mean TMB,mean,7.25,2,24,mutations,mean 7.25,mean_of_counts(24)
auc,AUC,auc,0.701,3,,,AUC 0.701,"auc_split(who = ""male"")"
p,p,p_value,0.031,3,,,p = 0.031,
"""
COMPARED = json.dumps(
    {"radiotmb": "0", "study": "s", "simulated": False, "notes": [],
     "burden": {"primary": {"n": 24, "mean_tmb": 8.5, "mean_tmb_sd": 3.1}},
     "background": {"age": {"minimum": 40, "maximum": 80}, "sex": {"male": 14, "female": 10}},
     "models": {"primary.prone": {"auc": {"estimate": 0.7, "lower": 0.5, "upper": 0.9}}}}
).encode()  # fmt: skip
GENES = b"""##gff-version 3
chr5\tx\tgene\t401\t700\t.\t+\t.\tID=gene:G1;Name=APC;biotype=protein_coding
chr5\tx\tmRNA\t401\t700\t.\t+\t.\tID=transcript:T1;Parent=gene:G1;biotype=protein_coding
chr5\tx\texon\t401\t700\t.\t+\t.\tParent=transcript:T1
chr5\tx\tCDS\t401\t700\t.\t+\t0\tParent=transcript:T1
"""
