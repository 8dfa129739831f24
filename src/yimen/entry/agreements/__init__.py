"""承诺书与委托协议: what departments sign about entering the hall, and whom they entrust with what."""
