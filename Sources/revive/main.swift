print("revive")
