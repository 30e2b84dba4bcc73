CREATE TABLE `call_memories` (
	`call_id` text PRIMARY KEY NOT NULL,
	`pbx` text NOT NULL,
	`memory` text NOT NULL
);
