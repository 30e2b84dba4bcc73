CREATE TABLE `pbx_seen` (
	`pbx` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
