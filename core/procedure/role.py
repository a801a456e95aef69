"""Who acts: the roles that rules and procedures name. One code per role; a jurisdiction says which office fills it."""

from enum import StrEnum


class Role(StrEnum):
    """A part someone plays in supervision, not a person and not an account."""

    label: str

    COMPLAINANT = "complainant", "投诉举报人"
    RESPONDENT = "respondent", "被投诉举报人"
    HANDLER = "handler", "办案人员"
    OFFICER = "officer", "行政执法人员"
    AUXILIARY = "auxiliary", "行政执法辅助人员"
    INVESTIGATOR = "investigator", "调查人员"
    AGENCY = "agency", "行政执法机关"
    APPLICANT_AGENCY = "applicant_agency", "申请机关"
    RESPONDENT_AGENCY = "respondent_agency", "被申请机关"
    DISPUTING_AGENCIES = "disputing_agencies", "争议行政执法机关"
    SUPERVISED_UNIT = "supervised_unit", "被监督单位"
    LEGAL_UNIT = "legal_unit", "法制工作机构"
    REVIEWER = "reviewer", "审核人"
    APPROVER = "approver", "批准人"
    AGENCY_HEAD = "agency_head", "行政执法机关负责人"
    LEADERSHIP_COLLECTIVE = "leadership_collective", "领导集体"
    PERSONNEL = "personnel", "人事部门"
    DISCIPLINE = "discipline", "纪检监察机关"
    ACCEPTING_UNIT = "accepting_unit", "受理机构"
    JUSTICE_BUREAU = "justice_bureau", "司法局"
    JUSTICE_OFFICER = "justice_officer", "司法局承办人"
    JUSTICE_HEAD = "justice_head", "司法局主要负责人"
    SUPERVISION_BODY = "supervision_body", "行政执法监督机构"
    GOVERNMENT = "government", "本级人民政府"
    GOVERNMENT_OFFICE = "government_office", "政府办公室"
    HOTLINE = "hotline", "12345政务服务热线"
    STAFFING_OFFICE = "staffing_office", "机构编制管理部门"
    EXPERT = "expert", "法律顾问、专家学者"
    DISPATCH_COMPANY = "dispatch_company", "劳务派遣单位"
    SUPERIOR_DEPARTMENT = "superior_department", "上级主管部门"
    DRAFTING_UNIT = "drafting_unit", "起草单位"
    COORDINATION_GROUP = "coordination_group", "执法协调小组"
    ASSESSMENT_OFFICE = "assessment_office", "考核办公室"
    ASSESSOR = "assessor", "考核人员"
    MEETING_CHAIR = "meeting_chair", "联席会议主任"
    MEETING_OFFICE = "meeting_office", "联席会议办公室"
    FILE_REVIEW_GROUP = "file_review_group", "案卷评查组"
    PUBLIC = "public", "社会公众"

    def __new__(cls, code: str, label: str) -> "Role":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
