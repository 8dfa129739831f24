"""大厅空间: the floor plan with its stations (席位), and how long people waited (排队数据)."""
