ALTER TABLE `sessions` ADD `vouched` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `may_hear` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `may_export` integer DEFAULT true NOT NULL;