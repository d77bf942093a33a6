window.YTD.tweets.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000001"
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
    "91"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000001",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000001",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "Water supply will be restored by 6 pm &amp; tankers are on the way. 5 &lt; 6 &amp;lt; stays",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000002"
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
    "143"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000002",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000002",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "RT @PID_Example: The press note of the ministry on the relief work of this week, which is longer than one post may be and so is cut in the mid…",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000003"
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
    "47"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000003",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000003",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "@citizen Noted, the ward officer will call you.",
   "lang": "en",
   "in_reply_to_status_id_str": "1909400000000000001",
   "in_reply_to_status_id": "1909400000000000001",
   "in_reply_to_user_id_str": "77",
   "in_reply_to_screen_name": "citizen"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000004"
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
    "49"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000004",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000004",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "@citizen good morning, this opens a conversation.",
   "lang": "en",
   "in_reply_to_user_id_str": "77"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1909500000000000005"
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
    "23"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000005",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000005",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "https://t.co/PICPICPICP",
   "lang": "en",
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/PICPICPICP",
      "type": "photo",
      "id_str": "5"
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
      "1909500000000000006"
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
    "42"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000006",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000006",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "Picture of the day https://t.co/PICPICPIC2",
   "lang": "en",
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/PICPICPIC2",
      "type": "photo",
      "id_str": "6",
      "ext_alt_text": "A flooded street in ward 7"
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
      "1909500000000000010",
      "1909500000000000012",
      "1909500000000000011"
     ],
     "editableUntil": "2025-04-08T10:14:05.000Z",
     "editsRemaining": "3",
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
    "25"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000010",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000010",
   "created_at": "Tue Apr 08 09:14:05 +0000 2025",
   "favorited": false,
   "full_text": "First wording with a tpyo",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "edit": {
     "initialTweetId": "1909500000000000010",
     "editControlInitial": {
      "editTweetIds": [
       "1909500000000000010",
       "1909500000000000011",
       "1909500000000000012"
      ],
      "editableUntil": "2025-04-08T10:14:05.000Z",
      "editsRemaining": "3",
      "isEditEligible": true
     }
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
    "29"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000012",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000012",
   "created_at": "Tue Apr 08 09:16:05 +0000 2025",
   "favorited": false,
   "full_text": "Third wording, without a typo",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "edit": {
     "initialTweetId": "1909500000000000010",
     "editControlInitial": {
      "editTweetIds": [
       "1909500000000000010",
       "1909500000000000011"
      ],
      "editableUntil": "2025-04-08T10:14:05.000Z",
      "editsRemaining": "3",
      "isEditEligible": true
     }
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
    "26"
   ],
   "favorite_count": "3",
   "id_str": "1909500000000000011",
   "truncated": false,
   "retweet_count": "0",
   "id": "1909500000000000011",
   "created_at": "Tue Apr 08 09:15:05 +0000 2025",
   "favorited": false,
   "full_text": "Second wording with a typo",
   "lang": "en"
  }
 }
]