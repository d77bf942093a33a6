window.YTD.tweets.part1 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000020"
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
    "304"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000020",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000020",
   "created_at": "Wed Apr 09 06:00:01 +0000 2025",
   "favorited": false,
   "full_text": "The district administration thanks every volunteer who came to the relief camp since Monday and lists below what is still needed most of all today: clean water, blankets, dry rations for infants &amp; medicines &gt; a week old must not be sent. See https://t.co/BBBBBBBBBB for th… https://t.co/PICPICPIC3",
   "lang": "en",
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/PICPICPIC3",
      "type": "photo",
      "id_str": "7"
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000021"
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
    "285"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000021",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000021",
   "created_at": "Wed Apr 09 06:00:02 +0000 2025",
   "favorited": false,
   "full_text": "@DC_Example Second part of the thread: the routes of the water tankers change from tomorrow, and the ward officers will publish them on the notice boards of the union councils, in the mosques and temples, at the bus stand and on the page of the municipality, as was done last summer t…",
   "lang": "en",
   "in_reply_to_status_id_str": "1909500000000000020",
   "in_reply_to_user_id_str": "4242"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000022"
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
    "31"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000022",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000022",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "Yeh hukumat nikammi hai, idiots",
   "lang": "in"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000023"
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
    "18"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000023",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000023",
   "created_at": "Thu Apr 10 18:30:00 +0000 2025",
   "favorited": false,
   "full_text": "موسم آج صاف رہے گا",
   "lang": "und"
  }
 },
 {
  "tweet": {
   "id_str": "1909500000000000024",
   "created_at": "Thu Apr 10 18:31:00 +0000 2025",
   "lang": "en"
  }
 }
]