ALTER TABLE `webhooks` ADD `tried_at` integer;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `problem` text;