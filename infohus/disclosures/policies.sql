-- policies --
SELECT follows_case('disclosures_disclosure');
