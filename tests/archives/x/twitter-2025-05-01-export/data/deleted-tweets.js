window.YTD.deleted_tweets.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000040"
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
    "32"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000040",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000040",
   "created_at": "Fri Apr 25 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "A post that was taken down again",
   "deleted_at": "Fri Apr 25 10:00:00 +0000 2025"
  }
 }
];
