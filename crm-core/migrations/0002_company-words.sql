-- The index of words in the names of companies alone, for choosing one among a million people: kept as
-- contact_words is (0001). A company of before is in it too.
CREATE VIRTUAL TABLE `company_words` USING fts5(`name`, content='', contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
INSERT INTO `company_words`(`rowid`, `name`)
  SELECT `contact_words_source`.`row`, `contact_words_source`.`name` FROM `contact_words_source`
  JOIN `contacts` ON `contacts`.`row` = `contact_words_source`.`row` WHERE `contacts`.`kind` = 'company';
--> statement-breakpoint
CREATE TRIGGER `company_words_insert` AFTER INSERT ON `contacts` WHEN new.`kind` = 'company' BEGIN
  INSERT INTO `company_words`(`rowid`, `name`) SELECT `row`, `name` FROM `contact_words_source` WHERE `row` = new.`row`;
END;
--> statement-breakpoint
CREATE TRIGGER `company_words_update` AFTER UPDATE OF `name`, `kind` ON `contacts`
  WHEN old.`kind` = 'company' OR new.`kind` = 'company' BEGIN
  DELETE FROM `company_words` WHERE `rowid` = old.`row`;
  INSERT INTO `company_words`(`rowid`, `name`) SELECT `row`, `name` FROM `contact_words_source`
    WHERE `row` = new.`row` AND new.`kind` = 'company';
END;
--> statement-breakpoint
CREATE TRIGGER `company_words_delete` AFTER DELETE ON `contacts` WHEN old.`kind` = 'company' BEGIN
  DELETE FROM `company_words` WHERE `rowid` = old.`row`;
END;
