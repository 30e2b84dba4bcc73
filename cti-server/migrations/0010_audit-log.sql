CREATE TABLE `audit_entries` (
	`n` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`user_id` text,
	`user_login` text,
	`user_name` text,
	`address` text NOT NULL,
	`user_agent` text NOT NULL,
	`target_kind` text,
	`target_id` text,
	`target_name` text,
	`changes` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_entries_at` ON `audit_entries` (`at`);--> statement-breakpoint
CREATE INDEX `audit_entries_user` ON `audit_entries` (`user_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_entries_action` ON `audit_entries` (`action`,`at`);--> statement-breakpoint
CREATE INDEX `audit_entries_user_action` ON `audit_entries` (`user_id`,`action`,`at`);