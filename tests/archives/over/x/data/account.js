window.YTD.account.part0 = [ { "account" : { "username" : "meena_office", "accountId" : "42", "accountDisplayName" : "Meena" } } ]
