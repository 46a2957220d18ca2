-- policies --
SELECT follows_case('closing_feedback');
SELECT follows_case('closing_closing');
SELECT follows_case('closing_reopening');
