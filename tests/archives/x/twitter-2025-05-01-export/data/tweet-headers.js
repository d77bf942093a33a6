window.YTD.tweet_headers.part0 = [
 {
  "tweet": {
   "tweet_id": "1909500000000000001",
   "user_id": "4242",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025"
  }
 }
]