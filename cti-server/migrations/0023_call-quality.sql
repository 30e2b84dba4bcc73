CREATE TABLE `call_quality` (
	`call_id` text NOT NULL,
	`extension` text NOT NULL,
	`at` integer NOT NULL,
	`mos` real NOT NULL,
	`worst_mos` real NOT NULL,
	`jitter_ms` real NOT NULL,
	`loss_percent` real NOT NULL,
	`rtt_ms` real,
	PRIMARY KEY(`call_id`, `extension`)
);
