-- The order of the list: people by surname, companies by name (name-order.ts has the function).
ALTER TABLE `contacts` ADD `sort_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `contacts` SET `sort_key` = name_order(`kind`, `name`);--> statement-breakpoint
CREATE INDEX `contacts_sort_key` ON `contacts` (`sort_key`);--> statement-breakpoint
CREATE INDEX `contacts_company_sort_key` ON `contacts` (`sort_key`) WHERE kind = 'company';
