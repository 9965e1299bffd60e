import Testing

@testable import AtollRecords

@Suite struct StateFolderTests {
  @Test(arguments: [
    ([:], "/u/.local/state/atoll", "/u/.config/atoll", "/u/.cache/atoll"),
    (["HOME": "/h"], "/h/.local/state/atoll", "/h/.config/atoll", "/h/.cache/atoll"),
    (["HOME": "/h", "XDG_STATE_HOME": "/s"], "/s/atoll", "/h/.config/atoll", "/h/.cache/atoll"),
    (
      ["HOME": "/h", "XDG_STATE_HOME": "s", "XDG_CACHE_HOME": ""], "/h/.local/state/atoll",
      "/h/.config/atoll", "/h/.cache/atoll"
    ),
    (["HOME": "/h", "XDG_STATE_HOME": "/s", "ATOLL_HOME": "/a"], "/a", "/a/config", "/a/cache"),
  ])
  func `the environment names the folders`(
    environment: [String: String], state: String, config: String, cache: String
  ) {
    let folder = StateFolder(environment: environment, userHome: "/u")
    #expect(folder.state == state && folder.config == config && folder.cache == cache)
    #expect(folder.historyPath == state + "/history")
  }
}
