-- What the two sides look like on paper: the hall's register nearly clean, the departments' ledgers as they are.
CREATE MACRO shown_date(day) AS strftime(day, '%Y-%m-%d');
CREATE MACRO masked(identity, head, tail) AS left(identity, head) || repeat('*', 18 - head - tail) || right(identity, tail);
CREATE MACRO wide(text) AS translate(text, '0123456789X', '０１２３４５６７８９Ｘ');
CREATE MACRO overlay_at(text, place, sign) AS left(text, place - 1) || sign || substr(text, place + 1);
CREATE MACRO one_wrong(identity, k) AS overlay_at(identity, 8 + pick(k, 'place', 9), CAST(pick(k, 'digit', 10) AS VARCHAR));

CREATE MACRO hall_identity(identity, k) AS CASE WHEN chance(k, 'hall id') < 0.03 THEN masked(identity, 6, 4)
    WHEN chance(k, 'hall id') < 0.04 THEN NULL WHEN chance(k, 'hall id') < 0.043 THEN one_wrong(identity, k)
    WHEN chance(k, 'hall id') < 0.046 THEN lower(identity) ELSE identity END;
CREATE MACRO hall_name(name, k) AS CASE WHEN chance(k, 'hall name') < 0.01 THEN left(name, 1) || ' ' || substr(name, 2)
    WHEN chance(k, 'hall name') < 0.015 THEN name || '　' ELSE name END;

CREATE MACRO ledger_identity(identity, k) AS CASE WHEN chance(k, 'id') < 0.20 THEN masked(identity, 6, 4)
    WHEN chance(k, 'id') < 0.32 THEN masked(identity, 4, 4) WHEN chance(k, 'id') < 0.36 THEN masked(identity, 3, 4)
    WHEN chance(k, 'id') < 0.40 THEN right(identity, 4) WHEN chance(k, 'id') < 0.43 THEN NULL
    WHEN chance(k, 'id') < 0.44 THEN one_wrong(identity, k) WHEN chance(k, 'id') < 0.445 THEN left(identity, 6) || ' ' || substr(identity, 7)
    WHEN chance(k, 'id') < 0.45 THEN wide(identity) WHEN chance(k, 'id') < 0.455 THEN lower(identity) ELSE identity END;
CREATE MACRO person_name(name, k, other_sign) AS CASE WHEN chance(k, 'name') < 0.015 THEN left(name, 1) || ' ' || substr(name, 2)
    WHEN chance(k, 'name') < 0.02 THEN left(name, 1) || chr(8203) || substr(name, 2) WHEN chance(k, 'name') < 0.05 THEN left(name, 1) || repeat('*', length(name) - 1)
    WHEN chance(k, 'name') < 0.065 THEN overlay_at(name, 2 + pick(k, 'sign', length(name) - 1), other_sign)
    WHEN chance(k, 'name') < 0.068 THEN translate(name, {simplified}, {traditional}) WHEN chance(k, 'name') < 0.078 THEN name || '（代）' ELSE name END;
CREATE MACRO firm_name(name, k, place, other_sign) AS CASE WHEN chance(k, 'name') < 0.05 THEN CASE WHEN starts_with(name, place) THEN substr(name, length(place) + 1) ELSE place || name END
    WHEN chance(k, 'name') < 0.10 THEN CASE WHEN contains(name, '有限责任公司') THEN replace(name, '有限责任公司', '有限公司') ELSE replace(name, '有限公司', '有限责任公司') END
    WHEN chance(k, 'name') < 0.12 THEN left(name, 4) || ' ' || substr(name, 5) WHEN chance(k, 'name') < 0.135 THEN overlay_at(name, 4 + pick(k, 'sign', 3), other_sign)
    WHEN chance(k, 'name') < 0.145 THEN left(name, 5) || substr(name, 7) WHEN chance(k, 'name') < 0.155 THEN name || '(' || left(place, 2) || ')' ELSE name END;
CREATE MACRO ledger_document(body, number, k) AS CASE WHEN number IS NULL OR chance(k, 'told') >= 0.85 THEN NULL
    WHEN chance(k, 'written') < 0.70 THEN body || number WHEN chance(k, 'written') < 0.82 THEN body || replace(replace(number, '〔', '['), '〕', ']')
    WHEN chance(k, 'written') < 0.92 THEN body || replace(replace(number, '〔', '（'), '〕', '）第') WHEN chance(k, 'written') < 0.97 THEN body || replace(number, '〕', '〕0')
    ELSE number END;
CREATE MACRO free_name(item_name, office, place, k) AS CASE WHEN chance(k, 'words') < 0.45 THEN item_name WHEN chance(k, 'words') < 0.55 THEN '关于' || item_name
    WHEN chance(k, 'words') < 0.70 THEN place || office || item_name WHEN chance(k, 'words') < 0.85 THEN item_name || '（' || office || '）'
    WHEN chance(k, 'words') < 0.93 THEN replace(replace(replace(item_name, '核发', '颁发'), '补办', '补发'), '延续', '换证') ELSE item_name || '手续' END;
