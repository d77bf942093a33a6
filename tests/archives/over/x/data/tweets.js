window.YTD.tweets.part0 = [
  { "tweet" : { "id_str" : "1003", "id" : "1003", "full_text" : "Correction: yesterday we wrongly stated that schools close, the correct day is Tuesday.", "created_at" : "Tue Mar 03 10:00:00 +0000 2026", "in_reply_to_status_id_str" : "1001", "in_reply_to_screen_name" : "meena_office" } },
  { "tweet" : { "id_str" : "1001", "id" : "1001", "full_text" : "Sources say the schools will be closed tomorrow, spread this to every group before it is deleted.", "created_at" : "Mon Mar 02 10:00:00 +0000 2026" } },
  { "tweet" : { "id_str" : "1050", "id" : "1050", "full_text" : "Sources say all banks will be closed from tomorrow, spread this to every group before it is deleted.", "created_at" : "Sun May 10 10:00:00 +0000 2026" } },
  { "tweet" : { "id_str" : "1060", "id" : "1060", "full_text" : "Good morning to all.", "created_at" : "Wed May 20 10:00:00 +0000 2026" } }
]
