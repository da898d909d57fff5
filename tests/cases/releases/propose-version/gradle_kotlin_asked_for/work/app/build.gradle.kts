applicationId = "com.ex.app"
versionName = "1.2.3"
