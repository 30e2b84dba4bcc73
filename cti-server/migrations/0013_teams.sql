CREATE TABLE `team_people` (
	`team_id` text NOT NULL,
	`user_id` text NOT NULL,
	`part` text NOT NULL,
	PRIMARY KEY(`team_id`, `user_id`, `part`),
	FOREIGN KEY (`team_id`) REFERENCES `teams`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `team_people_user` ON `team_people` (`user_id`,`part`);--> statement-breakpoint
CREATE TABLE `teams` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`sees_all` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `teams_name_key` ON `teams` (`name_key`);--> statement-breakpoint
INSERT INTO `teams` (`id`, `name`, `name_key`, `sees_all`, `created_at`)
	SELECT 'everyone', iif(`language` = 'ru', 'Все', 'Everyone'), iif(`language` = 'ru', 'все', 'everyone'), 1, `created_at`
	FROM `users` WHERE `role` = 'supervisor' ORDER BY `created_at` LIMIT 1;--> statement-breakpoint
INSERT INTO `team_people` (`team_id`, `user_id`, `part`)
	SELECT 'everyone', `id`, 'supervisor' FROM `users` WHERE `role` = 'supervisor';
