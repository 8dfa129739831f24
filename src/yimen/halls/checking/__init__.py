"""环境与设备检查: rooms and machines looked at by a checklist; what is wrong has an owner and a day."""
