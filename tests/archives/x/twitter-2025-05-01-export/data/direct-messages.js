window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "4242-77",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "77",
      "reactions": [],
      "urls": [],
      "text": "The file is not to be shown to anybody",
      "mediaUrls": [],
      "senderId": "4242",
      "id": "501",
      "createdAt": "2025-04-11T05:00:00.000Z",
      "editHistory": []
     }
    },
    {
     "joinConversation": {
      "initiatingUserId": "77",
      "participantsSnapshot": [
       "4242"
      ],
      "createdAt": "2025-04-11T04:59:00.000Z"
     }
    },
    {
     "messageCreate": {
      "recipientId": "4242",
      "reactions": [],
      "urls": [],
      "text": "Send me the file",
      "mediaUrls": [],
      "senderId": "77",
      "id": "500",
      "createdAt": "2025-04-11T04:58:00.000Z",
      "editHistory": []
     }
    }
   ]
  }
 }
]