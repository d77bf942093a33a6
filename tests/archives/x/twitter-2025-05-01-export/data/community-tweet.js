window.YTD.community_tweet.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000030"
     ],
     "editableUntil": "2025-04-08T10:14:05.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Web</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "21"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000030",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000030",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "Posted in a community",
   "lang": "en",
   "community_id_str": "9"
  }
 }
]