DROP INDEX `call_extensions_started`;--> statement-breakpoint
DROP INDEX `call_extensions_result`;--> statement-breakpoint
ALTER TABLE `call_extensions` ADD `pbx` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `call_extensions` SET `pbx` = `calls`.`pbx` FROM `calls` WHERE `calls`.`id` = `call_extensions`.`call_id`;--> statement-breakpoint
CREATE INDEX `call_extensions_started` ON `call_extensions` (`pbx`,`extension`,`started_at`,`call_id`);--> statement-breakpoint
CREATE INDEX `call_extensions_result` ON `call_extensions` (`pbx`,`extension`,`direction`,`disposition`,`started_at`,`call_id`);