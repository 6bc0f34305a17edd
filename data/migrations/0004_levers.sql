-- An initiative may earn its value in several ways: the one lever of a canvas becomes a list.

UPDATE canvas_edit
SET path = 'levers', value = CASE WHEN value IS NULL OR value::VARCHAR = 'null' THEN value ELSE json_array(value) END
WHERE path = 'lever.key';
