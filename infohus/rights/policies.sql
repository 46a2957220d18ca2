-- policies --
SELECT follows_case('rights_information');
