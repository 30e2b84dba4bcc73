CREATE TABLE `user_phones` (
	`user_id` text NOT NULL,
	`pbx` text NOT NULL,
	`extension` text NOT NULL,
	`device` text NOT NULL,
	`sip_password` text,
	`position` integer NOT NULL,
	PRIMARY KEY(`user_id`, `pbx`, `extension`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `proven_at` integer DEFAULT 0 NOT NULL;