ALTER TABLE `reconciliations` ADD `records_from` integer;--> statement-breakpoint
ALTER TABLE `reconciliations` ADD `clock_ahead_ms` integer DEFAULT 0 NOT NULL;