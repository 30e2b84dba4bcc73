CREATE TABLE `places` (
	`id` text PRIMARY KEY NOT NULL,
	`pbx` text NOT NULL,
	`extension` text NOT NULL,
	`device` text NOT NULL,
	`sip_password` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `places_phone` ON `places` (`pbx`,`extension`);--> statement-breakpoint
CREATE TABLE `seatings` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`pbx` text NOT NULL,
	`extension` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `seatings_user` ON `seatings` (`user_id`,`since`);--> statement-breakpoint
CREATE UNIQUE INDEX `seatings_taken` ON `seatings` (`pbx`,`extension`) WHERE "seatings"."until" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `seatings_seated` ON `seatings` (`user_id`) WHERE "seatings"."until" IS NULL;