CREATE TABLE `firm_settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `toll_days` (
	`user_id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`calls` integer NOT NULL
);
