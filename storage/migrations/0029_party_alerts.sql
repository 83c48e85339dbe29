-- Of which alerts a carrier or a generator was told: its accounts see those alone. What was told before is taken from
-- the rules and the time of each telling.
CREATE TABLE party_alerts (
    alert_id text   NOT NULL,
    party    text   NOT NULL,
    told_ms  bigint NOT NULL,
    PRIMARY KEY (alert_id, party)
);
INSERT INTO party_alerts (alert_id, party, told_ms)
SELECT alerts.alert_id, ask.party, min(ask.asked_ms)
FROM party_asks AS ask
JOIN incident_alerts AS member ON coalesce(member.gathered_in, member.incident_id) = ask.incident_id
JOIN alerts USING (alert_id)
WHERE alerts.detected_ms <= ask.asked_ms AND ask.asked -> 'rules' ? alerts.rule
GROUP BY alerts.alert_id, ask.party;
