"""The events whose day starts a period; a closed list, so that a misspelt event cannot start a clock."""

from core.vocabulary import Labelled


class StartEvent(Labelled):
    """A fact with a legal day. The label is what an official reads after 自…之日起."""

    APPLICATION_RECEIVED = "application_received", "收到申请"
    COMPLETE_APPLICATION_RECEIVED = "complete_application_received", "收到补正齐备的申请材料"
    COMPLAINT_RECEIVED = "complaint_received", "收到投诉举报"
    ACCEPTED = "accepted", "受理"
    REGISTERED = "registered", "登记收到"
    ASSIGNED = "assigned", "交办"
    ASSIGNMENT_RECEIVED = "assignment_received", "收到交办单"
    NOTICE_ISSUED = "notice_issued", "发出通知"
    NOTICE_RECEIVED = "notice_received", "收到通知"
    SUPPLEMENT_NOTICE_ISSUED = "supplement_notice_issued", "发出补正通知"
    SUPPLEMENT_NOTICE_RECEIVED = "supplement_notice_received", "收到补正通知"
    DOCUMENT_ISSUED = "document_issued", "文书发出"
    DOCUMENT_SERVED = "document_served", "收到文书"
    REVIEW_APPLICATION_RECEIVED = "review_application_received", "收到复查申请"
    TEAM_REPORT_RECEIVED = "team_report_received", "收到调查组报告"
    DECISION_MADE = "decision_made", "作出执法决定"
    DOCUMENT_PUBLISHED = "document_published", "文件发布"
    CASE_FINISHED = "case_finished", "案件办理完毕"
    FAULT_ACT = "fault_act", "过错行为"
    REPORTING_YEAR = "reporting_year", "报告年度"

    @property
    def since(self) -> str:
        """What a period runs from, as an official says it: 受理之日. A reporting year is a year, not a day."""
        return self.label if self is StartEvent.REPORTING_YEAR else f"{self.label}之日"
