-- The index of words in names: any word's beginning is found without a scan. Written by hand, as
-- drizzle-kit knows no virtual tables. Contentless: it holds words and row numbers, not the names again.
-- unicode61 folds the case of Cyrillic as well.
CREATE VIRTUAL TABLE `contact_words` USING fts5(`name`, content='', contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
-- What the index holds of each contact. People type е for ё.
CREATE VIEW `contact_words_source` AS
  SELECT `row`, replace(replace(`name`, 'ё', 'е'), 'Ё', 'Е') AS `name` FROM `contacts`;
--> statement-breakpoint
CREATE TRIGGER `contact_words_insert` AFTER INSERT ON `contacts` BEGIN
  INSERT INTO `contact_words`(`rowid`, `name`) SELECT `row`, `name` FROM `contact_words_source` WHERE `row` = new.`row`;
END;
--> statement-breakpoint
CREATE TRIGGER `contact_words_update` AFTER UPDATE OF `name` ON `contacts` BEGIN
  DELETE FROM `contact_words` WHERE `rowid` = old.`row`;
  INSERT INTO `contact_words`(`rowid`, `name`) SELECT `row`, `name` FROM `contact_words_source` WHERE `row` = new.`row`;
END;
--> statement-breakpoint
CREATE TRIGGER `contact_words_delete` AFTER DELETE ON `contacts` BEGIN
  DELETE FROM `contact_words` WHERE `rowid` = old.`row`;
END;
