window.YTD.deleted_tweets.part0 = [
  { "tweet" : { "id_str" : "1020", "id" : "1020", "full_text" : "Sources say the hospitals will be closed tomorrow, spread this to every group before it is deleted.", "created_at" : "Wed Apr 01 10:00:00 +0000 2026", "deleted_at" : "Fri Apr 03 10:00:00 +0000 2026" } }
]
